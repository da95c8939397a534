package dev.slipway.deployment;

import dev.slipway.api.ModelDeployment;
import dev.slipway.apply.Refusal;
import dev.slipway.job.PodSettings;
import dev.slipway.runtime.RuntimeCatalog;
import dev.slipway.status.StatusWriter;
import dev.slipway.watch.WatchingReconciler;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Clock;
import java.util.List;

/**
 * Serves models: one apps/v1 Deployment for each revision, one Service before the one that serves.
 */
@ControllerConfiguration
@GradualRetry(maxAttempts = Integer.MAX_VALUE, maxInterval = 60_000)
public class DeploymentReconciler extends WatchingReconciler<ModelDeployment> {
  private static final String INVALID = "InvalidRuntime";
  private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

  private final KubernetesClient client;
  private final StatusWriter statuses;
  private final RuntimeCatalog runtimes;
  private final PodSettings settings;
  private final Clock clock;

  DeploymentReconciler(
      KubernetesClient client,
      StatusWriter statuses,
      RuntimeCatalog runtimes,
      PodSettings settings,
      Clock clock) {
    this.client = client;
    this.statuses = statuses;
    this.runtimes = runtimes;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public List<EventSource<?, ModelDeployment>> prepareEventSources(
      EventSourceContext<ModelDeployment> context) {
    return DeploymentSources.of(context);
  }

  @Override
  public UpdateControl<ModelDeployment> reconcile(
      ModelDeployment mdep, Context<ModelDeployment> context) {
    var observed = DeploymentObserved.from(mdep, context, runtimes.presets());
    Decision decision = DeploymentPlan.next(mdep, observed, settings, clock.instant());
    try {
      decision.writes().forEach(this::apply);
      return finish(mdep, decision, context);
    } catch (RefusedException e) {
      return finish(mdep, instead(mdep, observed, e), context);
    }
  }

  private Decision instead(ModelDeployment mdep, DeploymentObserved observed, RefusedException e) {
    if (!e.reason.equals(INVALID)) {
      return DeploymentPlan.blocked(mdep, e.reason, e.text, clock.instant());
    }
    Decision instead = DeploymentPlan.refused(mdep, observed, settings, e.text, clock.instant());
    instead.writes().forEach(this::apply);
    return instead;
  }

  private void apply(Write write) {
    try {
      switch (write) {
        case Write.Create create ->
            client.resource(create.workload()).fieldValidation(Validation.STRICT).create();
        case Write.Apply apply when apply.ours() ->
            client.resource(apply.object()).forceConflicts().serverSideApply();
        case Write.Apply apply -> client.resource(apply.object()).serverSideApply();
        case Write.Scale scale -> scale(scale.workload(), scale.replicas());
        case Write.Delete delete ->
            client
                .resource(delete.object())
                .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                .delete();
      }
    } catch (KubernetesClientException e) {
      judge(write, Refusal.of(e));
    }
  }

  private static void judge(Write write, Refusal refusal) {
    switch (refusal.cause()) {
      case CONFLICT -> {
        if (write instanceof Write.Apply apply) {
          String what = apply.object().getKind() + " " + apply.object().getMetadata().getName();
          throw new RefusedException(
              "NameTaken",
              "%s belongs to somebody else: delete it, or name this otherwise (%s)"
                  .formatted(what, refusal.message()));
        }
        // What is to be made is there already, and the cache is about to hear of it.
      }
      case INVALID ->
          throw new RefusedException(
              write instanceof Write.Create ? INVALID : "Refused", refusal.message());
      case FORBIDDEN -> throw new RefusedException("Forbidden", refusal.message());
    }
  }

  private void scale(Deployment workload, int replicas) {
    client
        .apps()
        .deployments()
        .inNamespace(workload.getMetadata().getNamespace())
        .withName(workload.getMetadata().getName())
        .patch(MERGE, "{\"spec\":{\"replicas\":" + replicas + "}}");
  }

  private UpdateControl<ModelDeployment> finish(
      ModelDeployment mdep, Decision decision, Context<ModelDeployment> context) {
    return statuses.finish(
        mdep, decision.status(), ModelDeployment::new, context, decision.again());
  }

  /** The API server does not take something, for a reason that a person must see. */
  private static final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;
    private final String text;

    RefusedException(String reason, String text) {
      super(text);
      this.reason = reason;
      this.text = text;
    }
  }
}
