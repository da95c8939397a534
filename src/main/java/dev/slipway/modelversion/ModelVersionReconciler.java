package dev.slipway.modelversion;

import dev.slipway.api.ModelVersion;
import dev.slipway.apply.JobWriter;
import dev.slipway.apply.Refusal;
import dev.slipway.job.PodSettings;
import dev.slipway.runtime.RuntimeCatalog;
import dev.slipway.status.StatusWriter;
import dev.slipway.watch.WatchingReconciler;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.util.List;

/** Validates ModelVersions by serving them, and decides whether they may serve. */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class ModelVersionReconciler extends WatchingReconciler<ModelVersion> {
  private final StatusWriter statuses;
  private final JobWriter jobs;
  private final PodSettings settings;
  private final RuntimeCatalog runtimes;
  private final Clock clock;

  ModelVersionReconciler(
      StatusWriter statuses,
      JobWriter jobs,
      PodSettings settings,
      RuntimeCatalog runtimes,
      Clock clock) {
    this.statuses = statuses;
    this.jobs = jobs;
    this.settings = settings;
    this.runtimes = runtimes;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ModelVersion>> prepareEventSources(
      EventSourceContext<ModelVersion> context) {
    return ModelVersionSources.of(context);
  }

  @Override
  public UpdateControl<ModelVersion> reconcile(
      ModelVersion version, Context<ModelVersion> context) {
    var observed = ModelVersionObserved.from(version, context);
    Decision decision =
        ModelVersionPlan.next(version, observed, runtimes.presets(), settings, clock.instant());
    try {
      apply(decision);
    } catch (KubernetesClientException e) {
      Refusal refusal = Refusal.of(e);
      return refusal.conflict()
          ? UpdateControl.<ModelVersion>noUpdate().rescheduleAfter(Refusal.SHORTLY)
          : finish(
              version,
              ModelVersionPlan.refused(version, observed, settings, refusal, clock.instant()),
              context);
    }
    return finish(version, decision, context);
  }

  private void apply(Decision decision) {
    switch (decision) {
      case Decision.Rest rest -> rest.stop().forEach(jobs::stop);
      case Decision.Start start -> jobs.start(start.job());
    }
  }

  private UpdateControl<ModelVersion> finish(
      ModelVersion version, Decision decision, Context<ModelVersion> context) {
    return statuses.finish(
        version, decision.status(), ModelVersion::new, context, decision.again());
  }
}
