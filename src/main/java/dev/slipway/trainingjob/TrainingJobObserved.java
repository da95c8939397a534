package dev.slipway.trainingjob;

import dev.slipway.api.Dataset;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingProgress;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.ObservedWork;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.net.URI;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the caches hold about a TrainingJob.
 *
 * @param jobs its Jobs by name
 * @param dataset its Dataset
 * @param versions the ModelVersions of its namespace that belong to its model, or have a name of it
 * @param requests what Monitors ask of it
 * @param progress what the code of attempts and trials under way reported, by their jobs
 * @param strays pods that have not ended, of Jobs that are gone or being deleted
 * @param news what others say of its Jobs, by their uids
 * @param seesQueues whether the operator can read what Kueue says
 * @param engines the jobs of other operators that do its work
 */
record TrainingJobObserved(
    Map<String, ObservedJob> jobs,
    @Nullable Dataset dataset,
    List<ModelVersion> versions,
    List<RetrainRequest> requests,
    Map<String, TrainingProgress> progress,
    List<Pod> strays,
    Map<String, JobNews> news,
    boolean seesQueues,
    EnginesObserved engines) {

  static TrainingJobObserved from(
      TrainingJob job,
      Context<TrainingJob> context,
      Map<String, TrainingProgress> progress,
      EngineSources engines) {
    String name = job.getMetadata().getName();
    Set<Pod> pods = context.getSecondaryResources(Pod.class);
    Map<String, ObservedJob> jobs =
        ObservedJob.of(job, EnginesObserved.ours(context.getSecondaryResources(Job.class)), pods);
    return new TrainingJobObserved(
        jobs,
        context.getSecondaryResource(Dataset.class).orElse(null),
        TrainingJobSources.versions(job, context),
        context.getSecondaryResources(Monitor.class).stream()
            .map(Monitor::getStatus)
            .filter(Objects::nonNull)
            .map(status -> status.retrainRequest())
            .filter(Objects::nonNull)
            .filter(request -> request.trainingJob().equals(name))
            .toList(),
        progress,
        strays(jobs.values(), pods),
        QueueSources.news(jobs.values(), context),
        QueueSources.seesQueues(context),
        EnginesObserved.of(
            job, engines.observed(context), pods, engines.known(), engines.watched()));
  }

  /**
   * The Job of an attempt with its pods, or the pods of what it was handed over to.
   *
   * @param name the name of either
   */
  @Nullable ObservedJob attempt(String name) {
    ObservedEngine engine = engines.jobs().get(name);
    return engine == null ? jobs.get(name) : engine.pods();
  }

  /** What others say of a Job. */
  JobNews news(@Nullable ObservedJob job) {
    return job == null
        ? JobNews.NONE
        : news.getOrDefault(job.job().getMetadata().getUid(), JobNews.NONE);
  }

  /** Where the pods of attempts and trials under way tell how far they are, by their jobs. */
  Map<String, URI> progressAddresses(TrainingJob tj) {
    Run run = tj.getStatus() == null ? null : tj.getStatus().run();
    Map<String, ? extends ObservedWork> trainings =
        HandOverPlan.applies(tj) ? engines.jobs() : jobs;
    Map<String, URI> addresses = new HashMap<>();
    trainings.forEach(
        (name, training) -> {
          if (Runs.wants(tj, run, training.resource())) {
            training.progressAddress().ifPresent(address -> addresses.put(name, address));
          }
        });
    return addresses;
  }

  /** A Job that is deleted goes at once, its pods have their grace period. */
  static List<Pod> strays(Collection<ObservedJob> jobs, Collection<Pod> pods) {
    Set<String> kept =
        jobs.stream()
            .filter(job -> job.job().getMetadata().getDeletionTimestamp() == null)
            .flatMap(job -> job.pods().stream())
            .map(Pod::getMetadata)
            .filter(pod -> pod.getDeletionTimestamp() == null)
            .map(pod -> pod.getName())
            .collect(Collectors.toSet());
    return pods.stream()
        .filter(pod -> !kept.contains(pod.getMetadata().getName()))
        .filter(
            pod ->
                pod.getStatus() == null
                    || !Set.of("Succeeded", "Failed").contains(pod.getStatus().getPhase()))
        .toList();
  }
}
