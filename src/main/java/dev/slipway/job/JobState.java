package dev.slipway.job;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What became of a Job of one pod, told from the Job and its pod as the caches have them. Pure. */
public sealed interface JobState {
  /** There is no such Job. */
  record Absent() implements JobState {}

  /**
   * Its containers do not run yet, or there is no news of its pod.
   *
   * @param reason Pending, Unschedulable, ImagePull, InvalidPod or Initializing
   * @param message what it waits for
   */
  record Pending(String reason, String message) implements JobState {}

  /**
   * Its main work runs.
   *
   * @param node where
   */
  record Running(@Nullable String node) implements JobState {}

  /**
   * It ended well.
   *
   * @param message the termination message of its last container
   * @param pod the pod, for image digests and times
   */
  record Succeeded(@Nullable String message, Pod pod) implements JobState {}

  /**
   * It ended badly.
   *
   * @param reason AppError, OOMKilled, Preempted, Evicted, NodeLost, Deadline or PodLost
   * @param message what happened
   * @param container the container that failed first
   * @param exitCode its exit code
   * @param termination its termination message
   * @param node where it ran
   */
  record Failed(
      String reason,
      String message,
      @Nullable String container,
      @Nullable Integer exitCode,
      @Nullable String termination,
      @Nullable String node)
      implements JobState {}

  /** Tells what became of a Job. */
  static JobState of(@Nullable Job job, List<Pod> pods) {
    if (job == null) {
      return new Absent();
    }
    ObservedPod pod = ObservedPod.newest(pods).orElse(null);
    Optional<JobCondition> complete = condition(job, "Complete");
    Optional<JobCondition> failed =
        condition(job, "Failed").or(() -> condition(job, "FailureTarget"));
    if (complete.isPresent() || (pod != null && pod.succeeded())) {
      return succeeded(pod, complete.isPresent());
    }
    if (failed.isPresent() || (pod != null && pod.failed())) {
      return failed(pod, failed.orElse(null));
    }
    return pod == null ? new Pending("Pending", "its pod is being created") : active(pod);
  }

  /**
   * Tells what became of a Job, and gives a pod up whose node does not answer: such a pod stays
   * Running or Terminating for ever.
   */
  static JobState of(@Nullable Job job, List<Pod> pods, Instant now) {
    JobState state = of(job, pods);
    return state instanceof Succeeded || state instanceof Failed || job == null
        ? state
        : ObservedPod.newest(pods).<JobState>flatMap(pod -> pod.lost(now)).orElse(state);
  }

  private static JobState succeeded(@Nullable ObservedPod pod, boolean complete) {
    if (pod != null) {
      return pod.ended()
          ? new Succeeded(
              pod.lastEnd().map(ContainerStateTerminated::getMessage).orElse(null), pod.pod())
          : new Running(pod.node()); // the Job's end is known before its pod's
    }
    return complete
        ? lost("the Job ended, but its pod is gone and with it the result", null)
        : new Pending("Pending", "its pod is being created");
  }

  private static JobState failed(@Nullable ObservedPod pod, @Nullable JobCondition job) {
    if (job != null && "DeadlineExceeded".equals(job.getReason())) {
      return new Failed(
          "Deadline",
          "it ran past its deadline",
          null,
          null,
          null,
          pod == null ? null : pod.node());
    }
    if (pod == null && job != null && "PodFailurePolicy".equals(job.getReason())) {
      return new Failed(
          "Evicted", "its pod was taken away: " + job.getMessage(), null, null, null, null);
    }
    if (pod == null) {
      return lost("its pod is gone" + (job == null ? "" : ": " + job.getMessage()), null);
    }
    Optional<Disruption> disruption = Disruption.of(pod);
    Optional<ContainerStatus> culprit = pod.culprit();
    if (disruption.isPresent() && (pod.ended() || culprit.isPresent())) {
      Disruption why = disruption.get();
      return new Failed(why.reason(), pod.message(why.message()), null, null, null, pod.node());
    }
    if (pod.evicted()) {
      return new Failed(
          "Evicted", pod.message("the node evicted it"), null, null, null, pod.node());
    }
    if (culprit.isPresent()) {
      return broken(culprit.get(), pod);
    }
    return pod.ended()
        ? lost(pod.message("its pod failed without a word"), pod.node())
        : new Running(pod.node()); // the Job's end is known before its pod's
  }

  private static Failed lost(String message, @Nullable String node) {
    return new Failed("PodLost", message, null, null, null, node);
  }

  private static Failed broken(ContainerStatus culprit, ObservedPod pod) {
    ContainerStateTerminated end = culprit.getState().getTerminated();
    String container = culprit.getName();
    boolean memory = "OOMKilled".equals(end.getReason());
    return new Failed(
        memory ? "OOMKilled" : "AppError",
        memory
            ? "container " + container + " needed more memory than its limit"
            : "container " + container + " exited with code " + end.getExitCode(),
        container,
        end.getExitCode(),
        end.getMessage(),
        pod.node());
  }

  private static JobState active(ObservedPod pod) {
    return pod.stuck()
        .or(pod::unschedulable)
        .<JobState>map(pending -> pending)
        .orElseGet(
            () ->
                pod.running()
                    ? new Running(pod.node())
                    : new Pending("Initializing", "its containers are starting"));
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst();
  }
}
