package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.job.PodSettings;
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

/** Prepares Datasets: one Job for each attempt of a preparation. */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class DatasetReconciler implements Reconciler<Dataset> {
  /** After this the cache knows what the API server says is there already. */
  private static final Duration SHORTLY = Duration.ofSeconds(2);

  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final StatusWriter statuses;
  private final StoreClaim claim;
  private final PodSettings settings;
  private final Clock clock;

  DatasetReconciler(
      KubernetesClient client,
      StatusWriter statuses,
      StoreClaim claim,
      PodSettings settings,
      Clock clock) {
    this.client = client;
    this.statuses = statuses;
    this.claim = claim;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, Dataset>> prepareEventSources(EventSourceContext<Dataset> context) {
    return DatasetSources.of(context);
  }

  @Override
  public UpdateControl<Dataset> reconcile(Dataset dataset, Context<Dataset> context) {
    var observed = DatasetObserved.from(dataset, context);
    Decision decision = DatasetPlan.next(dataset, observed, settings, clock.instant());
    try {
      apply(dataset, decision);
      return finish(dataset, decision, context);
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT ->
            UpdateControl.<Dataset>noUpdate().rescheduleAfter(SHORTLY);
        case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST ->
            finish(dataset, refused(dataset, decision, true, e), context);
        case HttpURLConnection.HTTP_FORBIDDEN ->
            finish(dataset, refused(dataset, decision, false, e), context);
        default -> throw e;
      };
    }
  }

  private void apply(Dataset dataset, Decision decision) {
    switch (decision) {
      case Decision.Rest rest -> rest.stop().forEach(this::stop);
      case Decision.Start start -> {
        claim.ensure(dataset.getMetadata().getNamespace());
        client.resource(start.job()).create();
      }
    }
  }

  private Decision refused(
      Dataset dataset, Decision decision, boolean invalid, KubernetesClientException e) {
    String why =
        e.getStatus() != null && e.getStatus().getMessage() != null
            ? e.getStatus().getMessage()
            : String.valueOf(e.getMessage());
    return DatasetPlan.refused(dataset, decision, invalid, why, clock.instant());
  }

  private void stop(Job job) {
    client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  private UpdateControl<Dataset> finish(
      Dataset dataset, Decision decision, Context<Dataset> context) {
    return statuses.finish(dataset, decision.status(), Dataset::new, context, decision.again());
  }
}
