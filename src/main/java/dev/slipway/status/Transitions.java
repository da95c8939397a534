package dev.slipway.status;

import dev.slipway.api.Condition;
import java.util.List;
import java.util.Optional;

/** Which conditions changed between two statuses. */
public final class Transitions {
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
