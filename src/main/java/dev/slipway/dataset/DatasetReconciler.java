package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.Progress;
import dev.slipway.apply.JobWriter;
import dev.slipway.apply.Refusal;
import dev.slipway.job.PodSettings;
import dev.slipway.progress.ProgressEventSource;
import dev.slipway.status.StatusWriter;
import dev.slipway.watch.WatchingReconciler;
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

/** Prepares Datasets: one Job for each attempt of a preparation. */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class DatasetReconciler extends WatchingReconciler<Dataset> {
  private final StatusWriter statuses;
  private final JobWriter jobs;
  private final PodSettings settings;
  private final Clock clock;
  private final ProgressEventSource<Dataset, Progress> progress;

  DatasetReconciler(StatusWriter statuses, JobWriter jobs, PodSettings settings, Clock clock) {
    this.statuses = statuses;
    this.jobs = jobs;
    this.settings = settings;
    this.clock = clock;
    this.progress = new ProgressEventSource<>(Progress.class, clock);
  }

  /** An annotation asks for preparations: the spec's generation does not tell of it. */
  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<Dataset> configuration) {
    super.updateConfigurationFrom(configuration);
    configuration.withGenerationAware(false).withOnUpdateFilter(DatasetSources::concerns);
  }

  @Override
  public List<EventSource<?, Dataset>> prepareEventSources(EventSourceContext<Dataset> context) {
    var sources = new ArrayList<>(DatasetSources.of(context));
    sources.add(progress);
    return sources;
  }

  @Override
  public UpdateControl<Dataset> reconcile(Dataset dataset, Context<Dataset> context) {
    ResourceID id = ResourceID.fromResource(dataset);
    var observed =
        DatasetObserved.from(
            dataset, context, progress.read(id).values().stream().findFirst().orElse(null));
    progress.follow(id, observed.progressAddress(dataset));
    Decision decision = DatasetPlan.next(dataset, observed, settings, clock.instant());
    try {
      apply(decision);
    } catch (KubernetesClientException e) {
      Refusal refusal = Refusal.of(e);
      return refusal.conflict()
          ? UpdateControl.<Dataset>noUpdate().rescheduleAfter(Refusal.SHORTLY)
          : finish(
              dataset, DatasetPlan.refused(dataset, decision, refusal, clock.instant()), context);
    }
    return finish(dataset, decision, context);
  }

  private void apply(Decision decision) {
    switch (decision) {
      case Decision.Rest rest -> rest.stop().forEach(jobs::stop);
      case Decision.Start start -> jobs.start(start.job());
      case Decision.Upkeep upkeep -> jobs.start(upkeep.job());
    }
  }

  private UpdateControl<Dataset> finish(
      Dataset dataset, Decision decision, Context<Dataset> context) {
    return statuses.finish(dataset, decision.status(), Dataset::new, context, decision.again());
  }
}
