package dev.slipway.status;

import dev.slipway.api.Condition;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which conditions changed between two statuses. */
public final class Transitions {
  private static final Set<String> STAGES = Set.of("Pending", "Initializing", "Publishing");

  /**
   * The conditions that are new or have another status or reason. The kstatus pair Reconciling and
   * Stalled is left out, because Ready carries the same reason, and so are Accepted and the
   * conditions of phases; a new one that is Unknown says no more than its absence did.
   */
  public static List<Condition> between(List<Condition> before, List<Condition> after) {
    return after.stream()
        .filter(c -> !toldByReady(c.type()))
        .filter(c -> changed(Conditions.find(before, c.type()), c))
        .toList();
  }

  /**
   * Whether a change says no more than how far a pod is that gets on as it should, before it trains
   * and after it. Kubernetes' Events of the Job and the pod tell that, with the same times, and so
   * do the conditions of the phases; another Event would be a write that nobody needs.
   *
   * @param all the conditions after the change
   */
  public static boolean passing(Condition changed, List<Condition> all) {
    return changed.type().equals(Conditions.READY)
        && STAGES.contains(changed.reason())
        && Conditions.isTrue(all, Conditions.RECONCILING);
  }

  private static boolean toldByReady(String type) {
    return type.equals(Conditions.RECONCILING)
        || type.equals(Conditions.STALLED)
        || type.equals(Conditions.ACCEPTED)
        || Conditions.PHASES.contains(type);
  }

  private static boolean changed(Optional<Condition> before, Condition after) {
    return before
        .map(old -> !old.status().equals(after.status()) || !old.reason().equals(after.reason()))
        .orElse(!after.status().equals(Condition.UNKNOWN));
  }

  private Transitions() {}
}
