package dev.slipway.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A Job that its queue keeps suspended, lets run, and may suspend again. The operator never sets
 * the field after it has made the Job. Pure.
 */
public final class Suspension {
  /** The reason of a Job that is suspended. */
  public static final String HELD = "Queued";

  private static final String FINALIZER = "batch.kubernetes.io/job-tracking";
  private static final String SUSPENDED = "Suspended";
  private static final Set<String> ENDS =
      Set.of("Complete", "SuccessCriteriaMet", "Failed", "FailureTarget");

  /** Whether it may have no pods now. */
  static boolean holds(Job job) {
    return job.getSpec() != null && Boolean.TRUE.equals(job.getSpec().getSuspend());
  }

  /**
   * The pods of what runs now. When a Job is suspended, the Job controller takes its finalizer from
   * the pods before it deletes them, so that they count neither as failed nor as succeeded; however
   * they end, they say nothing of the Job. Those that fail or succeed by themselves keep it until
   * the Job tells of them.
   */
  static Collection<Pod> present(Job job, Collection<Pod> pods) {
    boolean ended = conditions(job).anyMatch(c -> ENDS.contains(c.getType()) && isTrue(c));
    if (ended || (!holds(job) && suspended(job).isEmpty())) {
      return pods;
    }
    return pods.stream()
        .filter(
            pod ->
                pod.getMetadata().getDeletionTimestamp() == null
                    || pod.getMetadata().getFinalizers().contains(FINALIZER))
        .toList();
  }

  /** Since when a suspended Job waits. */
  public static Instant heldSince(Job job) {
    return suspended(job)
        .filter(Suspension::isTrue)
        .map(JobCondition::getLastTransitionTime)
        .map(Instant::parse)
        .orElseGet(() -> Instant.parse(job.getMetadata().getCreationTimestamp()));
  }

  /**
   * Since when its pods may run.
   *
   * @param begun when it was made: for a Job that was never suspended
   * @param now for one that was let out, and whose controller has not seen that yet
   */
  public static Instant releasedAt(Job job, Instant begun, Instant now) {
    Optional<JobCondition> told = suspended(job);
    if (told.isEmpty()) {
      return begun;
    }
    return told.filter(c -> !isTrue(c))
        .map(JobCondition::getLastTransitionTime)
        .map(Instant::parse)
        .orElse(now);
  }

  private static Optional<JobCondition> suspended(Job job) {
    return conditions(job).filter(c -> SUSPENDED.equals(c.getType())).findFirst();
  }

  private static Stream<JobCondition> conditions(Job job) {
    return job.getStatus() == null ? Stream.empty() : job.getStatus().getConditions().stream();
  }

  private static boolean isTrue(JobCondition condition) {
    return "True".equals(condition.getStatus());
  }

  private Suspension() {}
}
