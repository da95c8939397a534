package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJob;
import dev.slipway.job.PodSettings;
import dev.slipway.status.StatusWriter;
import dev.slipway.store.StoreClaim;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
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

/** Runs TrainingJobs: one Job for each attempt, one ModelVersion for each successful run. */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class TrainingJobReconciler implements Reconciler<TrainingJob> {
  /** After this the cache knows what the API server says is there already. */
  private static final Duration SHORTLY = Duration.ofSeconds(2);

  private static final int UNPROCESSABLE = 422;

  private final KubernetesClient client;
  private final StatusWriter statuses;
  private final StoreClaim claim;
  private final PodSettings settings;
  private final Clock clock;

  TrainingJobReconciler(
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
  public List<EventSource<?, TrainingJob>> prepareEventSources(
      EventSourceContext<TrainingJob> context) {
    return TrainingJobSources.of(context);
  }

  @Override
  public UpdateControl<TrainingJob> reconcile(TrainingJob tj, Context<TrainingJob> context) {
    var observed = TrainingJobObserved.from(tj, context);
    Decision decision = TrainingJobPlan.next(tj, observed, settings, clock.instant());
    try {
      apply(decision);
    } catch (KubernetesClientException e) {
      return switch (e.getCode()) {
        case HttpURLConnection.HTTP_CONFLICT ->
            UpdateControl.<TrainingJob>noUpdate().rescheduleAfter(SHORTLY);
        case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST ->
            finish(tj, refused(tj, observed, decision, true, e), context);
        case HttpURLConnection.HTTP_FORBIDDEN ->
            finish(tj, refused(tj, observed, decision, false, e), context);
        default -> throw e;
      };
    }
    return finish(tj, decision, context);
  }

  private void apply(Decision decision) {
    switch (decision) {
      case Decision.Rest rest -> rest.stop().forEach(this::stop);
      case Decision.Publish publish -> client.resource(publish.version()).create();
      case Decision.Start start -> {
        claim.ensure(start.job().getMetadata().getNamespace());
        client.resource(start.job()).fieldValidation(Validation.STRICT).create();
      }
    }
  }

  private Decision refused(
      TrainingJob tj,
      TrainingJobObserved observed,
      Decision decision,
      boolean invalid,
      KubernetesClientException e) {
    return TrainingJobPlan.refused(
        tj, observed, settings, decision, invalid, reason(e), clock.instant());
  }

  private void stop(Job job) {
    client.resource(job).withPropagationPolicy(DeletionPropagation.BACKGROUND).delete();
  }

  private UpdateControl<TrainingJob> finish(
      TrainingJob tj, Decision decision, Context<TrainingJob> context) {
    return statuses.finish(tj, decision.status(), TrainingJob::new, context, decision.again());
  }

  private static String reason(KubernetesClientException e) {
    return e.getStatus() != null && e.getStatus().getMessage() != null
        ? e.getStatus().getMessage()
        : String.valueOf(e.getMessage());
  }
}
