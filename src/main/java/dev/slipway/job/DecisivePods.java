package dev.slipway.job;

import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.List;
import java.util.stream.Stream;

/** Which of a Job's pods decide what becomes of it, by what its spec says. Pure. */
final class DecisivePods {
  /** How many pods it should have. */
  static int size(Job job) {
    Integer completions = job.getSpec() == null ? null : job.getSpec().getCompletions();
    return completions == null ? 1 : completions;
  }

  /**
   * The pods whose failure is the Job's. One that may lose pods, index by index, fails by its first
   * pod when only that can make it succeed, and else by itself alone.
   */
  static Stream<ObservedPod> of(Job job, List<ObservedPod> members) {
    if (job.getSpec() == null || job.getSpec().getBackoffLimitPerIndex() == null) {
      return members.stream();
    }
    return members.stream().filter(pod -> byTheFirst(job) && pod.index() == 0);
  }

  /** The pods that have ended well, of those whose good end may be the Job's. */
  static Stream<ObservedPod> successful(Job job, List<ObservedPod> members) {
    return members.stream()
        .filter(ObservedPod::succeeded)
        .filter(pod -> !byTheFirst(job) || pod.index() == 0);
  }

  /** Whether one pod that ends well may be enough. */
  static boolean oneIsEnough(Job job) {
    return job.getSpec() != null && job.getSpec().getSuccessPolicy() != null;
  }

  private static boolean byTheFirst(Job job) {
    return oneIsEnough(job)
        && job.getSpec().getSuccessPolicy().getRules().stream()
            .allMatch(rule -> "0".equals(rule.getSucceededIndexes()));
  }

  /** How many pods are enough for its main work. */
  static int enough(Job job) {
    var annotations = job.getMetadata() == null ? null : job.getMetadata().getAnnotations();
    String given = annotations == null ? null : annotations.get(Slipway.MIN_NODES);
    return given == null ? size(job) : Integer.parseInt(given);
  }

  private DecisivePods() {}
}
