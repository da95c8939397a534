package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingProgress;
import dev.slipway.apply.JobWriter;
import dev.slipway.apply.Refusal;
import dev.slipway.engine.EngineCatalog;
import dev.slipway.job.PodSettings;
import dev.slipway.job.QueueSettings;
import dev.slipway.progress.ProgressEventSource;
import dev.slipway.status.StatusWriter;
import dev.slipway.watch.WatchingReconciler;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs TrainingJobs: one Job for each attempt, one ModelVersion for each successful run. */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class TrainingJobReconciler extends WatchingReconciler<TrainingJob> {
  private final KubernetesClient client;
  private final StatusWriter statuses;
  private final JobWriter jobs;
  private final PodSettings settings;
  private final QueueSettings queues;
  private final Clock clock;
  private final ProgressEventSource<TrainingJob, TrainingProgress> progress;
  private final EngineSources engines;

  TrainingJobReconciler(
      KubernetesClient client,
      StatusWriter statuses,
      JobWriter jobs,
      PodSettings settings,
      QueueSettings queues,
      Clock clock,
      EngineCatalog engines) {
    this.client = client;
    this.statuses = statuses;
    this.jobs = jobs;
    this.settings = settings;
    this.queues = queues;
    this.clock = clock;
    this.progress = new ProgressEventSource<>(TrainingProgress.class, clock);
    this.engines = new EngineSources(engines.engines(), clock);
  }

  /** An annotation asks for runs: the spec's generation does not tell of it. */
  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<TrainingJob> configuration) {
    super.updateConfigurationFrom(configuration);
    configuration.withGenerationAware(false).withOnUpdateFilter(TrainingJobSources::concerns);
  }

  @Override
  public List<EventSource<?, TrainingJob>> prepareEventSources(
      EventSourceContext<TrainingJob> context) {
    var sources = new ArrayList<>(TrainingJobSources.of(context, queues));
    sources.add(progress);
    sources.addAll(engines.installed(context));
    return sources;
  }

  @Override
  public UpdateControl<TrainingJob> reconcile(TrainingJob tj, Context<TrainingJob> context) {
    ResourceID id = ResourceID.fromResource(tj);
    engines.ensure(tj, context);
    var observed = TrainingJobObserved.from(tj, context, progress.read(id), engines);
    progress.follow(id, observed.progressAddresses(tj));
    Decision decision = TrainingJobPlan.next(tj, observed, settings, clock.instant());
    try {
      apply(decision);
    } catch (KubernetesClientException e) {
      Refusal refusal = Refusal.of(e);
      return refusal.conflict()
          ? UpdateControl.<TrainingJob>noUpdate().rescheduleAfter(Refusal.SHORTLY)
          : finish(
              tj,
              TrainingJobPlan.refused(tj, observed, settings, decision, refusal, clock.instant()),
              context);
    }
    return finish(tj, decision, context);
  }

  private void apply(Decision decision) {
    switch (decision) {
      case Decision.Rest rest -> rest.stop().forEach(jobs::stop);
      case Decision.Note note ->
          jobs.note(note.job(), Map.of(Slipway.TRIAL_OUTCOME, note.outcome()), note.stop());
      case Decision.Publish publish -> client.resource(publish.version()).create();
      case Decision.Start start -> {
        start.service().ifPresent(jobs::know);
        jobs.start(start.job());
      }
      case Decision.HandOver handOver -> jobs.handOver(handOver.job());
    }
  }

  private UpdateControl<TrainingJob> finish(
      TrainingJob tj, Decision decision, Context<TrainingJob> context) {
    return statuses.finish(tj, decision.status(), TrainingJob::new, context, decision.again());
  }
}
