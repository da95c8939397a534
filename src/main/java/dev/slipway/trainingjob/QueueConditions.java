package dev.slipway.trainingjob;

import dev.slipway.api.Condition;
import dev.slipway.status.Conditions;
import java.util.ArrayList;
import java.util.List;

/**
 * The conditions of an attempt's queue: Queued while it waits, Admitted since it was let run. Who
 * never had a queue has neither.
 */
final class QueueConditions {
  static final String QUEUED = "Queued";
  static final String ADMITTED = "Admitted";

  /** It waits. */
  static List<Condition> waiting(String reason, String message, String unadmitted, String why) {
    return List.of(
        Conditions.condition(QUEUED, true, reason, message),
        Conditions.condition(ADMITTED, false, unadmitted, why));
  }

  /** It may run. */
  static List<Condition> admitted(String message) {
    return List.of(
        Conditions.condition(QUEUED, false, ADMITTED, ""),
        Conditions.condition(ADMITTED, true, ADMITTED, message));
  }

  /** Nothing waits any more: that it was admitted stays true. */
  static List<Condition> left(List<Condition> before, List<Condition> decided) {
    var all = new ArrayList<Condition>();
    if (Conditions.isTrue(before, QUEUED) && Conditions.find(decided, QUEUED).isEmpty()) {
      all.add(Conditions.condition(QUEUED, false, "NotQueued", "no attempt waits in a queue"));
    }
    return all;
  }

  private QueueConditions() {}
}
