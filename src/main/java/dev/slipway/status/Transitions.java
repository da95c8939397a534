package dev.slipway.status;

import dev.slipway.api.Condition;
import java.util.List;

/** Which conditions changed between two statuses. */
public final class Transitions {
  /**
   * The conditions that are new or have another status or reason; the kstatus pair Reconciling and
   * Stalled is left out, because Ready carries the same reason.
   */
  public static List<Condition> between(List<Condition> before, List<Condition> after) {
    return after.stream()
        .filter(
            c -> !c.type().equals(Conditions.RECONCILING) && !c.type().equals(Conditions.STALLED))
        .filter(
            c ->
                Conditions.find(before, c.type())
                    .filter(
                        old -> old.status().equals(c.status()) && old.reason().equals(c.reason()))
                    .isEmpty())
        .toList();
  }

  private Transitions() {}
}
