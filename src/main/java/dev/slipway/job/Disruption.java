package dev.slipway.job;

import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.Set;

/**
 * Why a pod was taken away though its containers had done nothing wrong, as its condition tells.
 * Pure.
 *
 * @param reason Preempted, Evicted or NodeLost
 * @param message what was done to it
 */
public record Disruption(String reason, String message) {
  /** The condition that Kubernetes itself gives to a pod that it takes away. */
  public static final String CONDITION = "DisruptionTarget";

  /** The condition that Kueue gives to a pod whose quota somebody else needs. */
  public static final String QUEUE_CONDITION = "TerminationTarget";

  private static final Set<String> NODE = Set.of("DeletionByTaintManager", "DeletionByPodGC");

  /** Reads a pod's conditions. */
  static Optional<Disruption> of(ObservedPod pod) {
    return pod.condition(CONDITION, "True")
        .map(Disruption::kubernetes)
        .or(
            () ->
                pod.condition(QUEUE_CONDITION, "True").map(c -> told("Preempted", "its queue", c)));
  }

  private static Disruption kubernetes(PodCondition condition) {
    String reason = condition.getReason();
    if ("PreemptionByScheduler".equals(reason)) {
      return told("Preempted", "a pod of higher priority", condition);
    }
    return reason != null && NODE.contains(reason)
        ? told("NodeLost", "the loss of its node", condition)
        : told("Evicted", "its eviction", condition);
  }

  private static Disruption told(String reason, String by, PodCondition condition) {
    String message = condition.getMessage();
    return new Disruption(
        reason,
        "its pod was ended by "
            + by
            + (message == null || message.isBlank() ? "" : ": " + message.strip()));
  }
}
