package dev.slipway.job;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of a Job, told from the Job and its pods as the caches have them. Of several pods,
 * told apart by their completion indexes, the first speaks for all while nothing is wrong. Pure.
 */
public sealed interface JobState {
  /** There is no such Job. */
  record Absent() implements JobState {}

  /**
   * Not all of its containers run yet, or there is no news of its pods.
   *
   * @param reason Queued, Pending, Unschedulable, ImagePull, InvalidPod or Initializing
   * @param message what it waits for
   */
  record Pending(String reason, String message) implements JobState {}

  /**
   * Its main work runs.
   *
   * @param node where its first pod is
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
      implements JobState {
    /** The same, told of one pod of several. */
    private Failed of(ObservedPod pod, int size) {
      return size == 1
          ? this
          : new Failed(
              reason,
              "rank %d: %s".formatted(pod.index(), message),
              container,
              exitCode,
              termination,
              node);
    }
  }

  /** Tells what became of a Job. */
  static JobState of(@Nullable Job job, List<Pod> pods) {
    if (job == null) {
      return new Absent();
    }
    List<ObservedPod> members = ObservedPod.members(pods);
    Optional<JobCondition> complete =
        condition(job, "Complete").or(() -> condition(job, "SuccessCriteriaMet"));
    Optional<JobCondition> failed =
        condition(job, "Failed").or(() -> condition(job, "FailureTarget"));
    boolean all =
        members.size() >= DecisivePods.size(job)
            && members.stream().allMatch(ObservedPod::succeeded);
    if (complete.isPresent() || all) {
      return succeeded(job, members);
    }
    if (failed.isEmpty() && Suspension.holds(job)) {
      return new Pending(Suspension.HELD, "its Job is suspended");
    }
    if (failed.isEmpty()
        && DecisivePods.oneIsEnough(job)
        && DecisivePods.successful(job, members).findAny().isPresent()) {
      return new Running(members.getFirst().node()); // the Job is about to stop the others
    }
    Optional<ObservedPod> culprit = culprit(DecisivePods.of(job, members));
    if (failed.isPresent() || culprit.isPresent()) {
      return JobFailure.of(
          culprit.or(() -> culprit(members.stream())).or(() -> first(members)).orElse(null),
          failed.orElse(null),
          DecisivePods.size(job) > 1);
    }
    return active(job, members);
  }

  /**
   * Tells what became of a Job, and gives a pod up whose node does not answer: such a pod stays
   * Running or Terminating for ever.
   */
  static JobState of(@Nullable Job job, List<Pod> pods, Instant now) {
    JobState state = of(job, pods);
    return state instanceof Succeeded || state instanceof Failed || job == null
        ? state
        : DecisivePods.of(job, ObservedPod.members(pods))
            .flatMap(
                pod -> pod.lost(now).map(lost -> lost.of(pod, DecisivePods.size(job))).stream())
            .<JobState>map(lost -> lost)
            .findFirst()
            .orElse(state);
  }

  /**
   * The pod that failed first: others may have failed because of it. A failed Job deletes those
   * that still run, so one that is not being deleted comes before them.
   */
  private static Optional<ObservedPod> culprit(Stream<ObservedPod> members) {
    return members
        .filter(ObservedPod::failed)
        .min(Comparator.comparing(ObservedPod::deleted).thenComparing(ObservedPod::broke));
  }

  private static Optional<ObservedPod> first(List<ObservedPod> members) {
    return members.stream().findFirst();
  }

  private static JobState succeeded(Job job, List<ObservedPod> members) {
    Optional<ObservedPod> pod = DecisivePods.successful(job, members).findFirst();
    if (pod.isPresent()) {
      return new Succeeded(
          pod.get().lastEnd().map(ContainerStateTerminated::getMessage).orElse(null),
          pod.get().pod());
    }
    return members.stream()
        .filter(member -> !member.ended())
        .findFirst()
        .<JobState>map(
            member -> new Running(member.node())) // the Job's end is known before its pod's
        .orElseGet(
            () ->
                JobFailure.lost("the Job ended, but its pod is gone and with it the result", null));
  }

  private static JobState active(Job job, List<ObservedPod> members) {
    if (members.isEmpty()) {
      return new Pending("Pending", "its pod is being created");
    }
    long running = members.stream().filter(pod -> pod.works() || pod.ended()).count();
    boolean led =
        members.stream().filter(pod -> !pod.ended()).limit(1).allMatch(ObservedPod::works);
    if (running >= DecisivePods.enough(job) && led) {
      return new Running(members.getFirst().node());
    }
    int size = DecisivePods.size(job);
    String count = size == 1 ? "" : "%d of %d pods run; ".formatted(running, size);
    return members.stream()
        .map(pod -> pod.trouble().map(why -> ranked(why, count, pod)))
        .flatMap(Optional::stream)
        .<JobState>map(why -> why)
        .findFirst()
        .orElseGet(
            () ->
                members.size() < size
                    ? new Pending("Pending", count + "the others are being created")
                    : new Pending("Initializing", count + "its containers are starting"));
  }

  private static Pending ranked(Pending why, String count, ObservedPod pod) {
    return count.isEmpty()
        ? why
        : new Pending(why.reason(), "%srank %d: %s".formatted(count, pod.index(), why.message()));
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst();
  }
}
