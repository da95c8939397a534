package dev.slipway.trainingjob;

import dev.slipway.api.Dataset;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.TrainingJob;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the caches hold about a TrainingJob.
 *
 * @param jobs its Jobs by name
 * @param dataset its Dataset
 * @param versions the ModelVersions of its namespace that belong to its model, or have a name of it
 * @param requests what Monitors ask of it
 */
record TrainingJobObserved(
    Map<String, ObservedJob> jobs,
    @Nullable Dataset dataset,
    List<ModelVersion> versions,
    List<RetrainRequest> requests) {

  static TrainingJobObserved from(TrainingJob job, Context<TrainingJob> context) {
    String name = job.getMetadata().getName();
    return new TrainingJobObserved(
        ObservedJob.of(
            job,
            context.getSecondaryResources(Job.class),
            context.getSecondaryResources(Pod.class)),
        context.getSecondaryResource(Dataset.class).orElse(null),
        TrainingJobSources.versions(job, context),
        context.getSecondaryResources(Monitor.class).stream()
            .map(Monitor::getStatus)
            .filter(Objects::nonNull)
            .map(status -> status.retrainRequest())
            .filter(Objects::nonNull)
            .filter(request -> request.trainingJob().equals(name))
            .toList());
  }
}
