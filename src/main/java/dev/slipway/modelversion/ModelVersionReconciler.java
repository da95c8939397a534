package dev.slipway.modelversion;

import dev.slipway.api.ModelVersion;
import dev.slipway.job.PodSettings;
import dev.slipway.runtime.RuntimeCatalog;
import dev.slipway.status.StatusWriter;
import dev.slipway.store.StoreClaim;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/** Validates ModelVersions by serving them, and decides whether they may serve. */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class ModelVersionReconciler implements Reconciler<ModelVersion> {
  private static final Duration SHORTLY = Duration.ofSeconds(2);
  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final StatusWriter statuses;
  private final StoreClaim claim;
  private final PodSettings settings;
  private final RuntimeCatalog runtimes;
  private final Clock clock;

  ModelVersionReconciler(
      KubernetesClient client,
      StatusWriter statuses,
      StoreClaim claim,
      PodSettings settings,
      RuntimeCatalog runtimes,
      Clock clock) {
    this.client = client;
    this.statuses = statuses;
    this.claim = claim;
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
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT ->
            UpdateControl.<ModelVersion>noUpdate().rescheduleAfter(SHORTLY);
        case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST ->
            finish(
                version,
                ModelVersionPlan.refused(version, observed, settings, reason(e), clock.instant()),
                context);
        default -> throw e;
      };
    }
    return finish(version, decision, context);
  }

  private void apply(Decision decision) {
    switch (decision) {
      case Decision.Rest rest -> rest.stop().forEach(this::stop);
      case Decision.Start start -> {
        claim.ensure(start.job().getMetadata().getNamespace());
        client.resource(start.job()).create();
      }
    }
  }

  private void stop(Job job) {
    client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  private UpdateControl<ModelVersion> finish(
      ModelVersion version, Decision decision, Context<ModelVersion> context) {
    return statuses.finish(
        version, decision.status(), ModelVersion::new, context, decision.again());
  }

  private static String reason(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
