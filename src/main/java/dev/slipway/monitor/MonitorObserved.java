package dev.slipway.monitor;

import dev.slipway.api.DeploymentStatus.Revision;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Monitor;
import dev.slipway.api.TrainingJob;
import dev.slipway.contract.RequestFormat;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import dev.slipway.monitor.collect.Collected;
import dev.slipway.runtime.Resolution.Resolved;
import dev.slipway.runtime.RuntimePresets;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the caches hold about a Monitor.
 *
 * @param deployment the Deployment that is watched
 * @param trainingJob the TrainingJob that may be asked
 * @param versions the ModelVersions that serve, are rolled out or came of the last run, by name
 * @param jobs its Jobs by name
 * @param collected counters of windows that are not in the status yet
 * @param request how the Deployment's runtime answers
 */
record MonitorObserved(
    @Nullable ModelDeployment deployment,
    @Nullable TrainingJob trainingJob,
    Map<String, ModelVersion> versions,
    Map<String, ObservedJob> jobs,
    Collected collected,
    RequestFormat request) {

  static MonitorObserved from(
      Monitor monitor, Context<Monitor> context, Collected collected, RuntimePresets presets) {
    ModelDeployment deployment = context.getSecondaryResource(ModelDeployment.class).orElse(null);
    TrainingJob trainingJob = context.getSecondaryResource(TrainingJob.class).orElse(null);
    var pods =
        context.getSecondaryResources(Pod.class).stream()
            .filter(MonitorSources::isOfJob)
            .collect(Collectors.toSet());
    return new MonitorObserved(
        deployment,
        trainingJob,
        versions(monitor, context, deployment, trainingJob),
        ObservedJob.of(monitor, context.getSecondaryResources(Job.class), pods),
        collected,
        request(deployment, presets));
  }

  /** The ModelVersion that serves; null when none does. */
  @Nullable String serving() {
    Revision revision =
        deployment == null || deployment.getStatus() == null
            ? null
            : deployment.getStatus().revision();
    return revision == null ? null : revision.modelVersion();
  }

  /** What became of a Job. */
  JobState state(String job) {
    ObservedJob found = jobs.get(job);
    return found == null ? new JobState.Absent() : found.state();
  }

  private static Map<String, ModelVersion> versions(
      Monitor monitor,
      Context<Monitor> context,
      @Nullable ModelDeployment deployment,
      @Nullable TrainingJob trainingJob) {
    var versions = new HashMap<String, ModelVersion>();
    if (deployment != null
        && deployment.getStatus() != null
        && deployment.getStatus().revision() != null) {
      String serving = deployment.getStatus().revision().modelVersion();
      MonitorSources.version(monitor, serving, context).ifPresent(v -> versions.put(serving, v));
    }
    var run =
        trainingJob == null || trainingJob.getStatus() == null
            ? null
            : trainingJob.getStatus().run();
    String made = run == null ? null : run.modelVersion();
    if (made != null) {
      MonitorSources.version(monitor, made, context).ifPresent(v -> versions.put(made, v));
    }
    return versions;
  }

  private static RequestFormat request(
      @Nullable ModelDeployment deployment, RuntimePresets presets) {
    return deployment != null
            && presets.resolve(deployment.getSpec().runtime()) instanceof Resolved(var preset)
        ? preset.request()
        : RequestFormat.PLAIN;
  }
}
