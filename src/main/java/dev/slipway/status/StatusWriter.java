package dev.slipway.status;

import dev.slipway.api.Condition;
import dev.slipway.api.Conditioned;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of every reconciliation: at most one status write, none when nothing changed, and for
 * each condition that changed a metric, and an Event unless a pod has only come to its next stage.
 */
@ApplicationScoped
public class StatusWriter {
  private final EventRecorder events;
  private final TransitionMetrics metrics;

  StatusWriter(EventRecorder events, TransitionMetrics metrics) {
    this.events = events;
    this.metrics = metrics;
  }

  /**
   * Ends a reconciliation.
   *
   * @param primary the object as the cache has it
   * @param status what was decided
   * @param fresh makes an empty object of the kind
   * @param context the reconciliation's; its cache gets the written object at once, so that the
   *     next reconciliation does not decide from an older one
   * @param again when to look again if nothing happens; null for the controller's own interval
   */
  public <S extends Conditioned, R extends CustomResource<?, S>> UpdateControl<R> finish(
      R primary, S status, Supplier<R> fresh, Context<R> context, @Nullable Duration again) {
    if (!Objects.equals(primary.getStatus(), status)) {
      List<Condition> before =
          primary.getStatus() == null ? List.of() : primary.getStatus().conditions();
      boolean stalled = Conditions.isTrue(status.conditions(), Conditions.STALLED);
      var told = new HashSet<String>();
      for (Condition changed : Transitions.between(before, status.conditions())) {
        metrics.count(primary.getKind(), changed);
        // several conditions may say the same thing: one Event says it once
        if (!Transitions.passing(changed, status.conditions())
            && told.add(changed.reason() + changed.message())) {
          events.record(primary, changed, stalled);
        }
      }
      R patch = fresh.get();
      patch.getMetadata().setName(primary.getMetadata().getName());
      patch.getMetadata().setNamespace(primary.getMetadata().getNamespace());
      patch.setStatus(status);
      PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(primary, patch, context);
    }
    UpdateControl<R> control = UpdateControl.noUpdate();
    return again == null ? control : control.rescheduleAfter(again);
  }
}
