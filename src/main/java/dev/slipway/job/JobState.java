package dev.slipway.job;

import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
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
    boolean all = members.size() >= size(job) && members.stream().allMatch(ObservedPod::succeeded);
    if (complete.isPresent() || all) {
      return succeeded(job, members);
    }
    if (failed.isEmpty() && Suspension.holds(job)) {
      return new Pending(Suspension.HELD, "its Job is suspended");
    }
    if (failed.isEmpty() && byPolicy(job) && successful(job, members).findAny().isPresent()) {
      return new Running(members.getFirst().node()); // the Job is about to stop the others
    }
    Optional<ObservedPod> culprit = culprit(decisive(job, members));
    if (failed.isPresent() || culprit.isPresent()) {
      return failed(
          culprit.or(() -> culprit(members.stream())).or(() -> first(members)).orElse(null),
          failed.orElse(null),
          size(job) > 1);
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
        : decisive(job, ObservedPod.members(pods))
            .flatMap(pod -> pod.lost(now).map(lost -> lost.of(pod, size(job))).stream())
            .<JobState>map(lost -> lost)
            .findFirst()
            .orElse(state);
  }

  /** How many pods it should have. */
  static int size(Job job) {
    Integer completions = job.getSpec() == null ? null : job.getSpec().getCompletions();
    return completions == null ? 1 : completions;
  }

  /**
   * The pods whose failure is the Job's. One that may lose pods, index by index, fails by its first
   * pod when only that can make it succeed, and else by itself alone.
   */
  private static Stream<ObservedPod> decisive(Job job, List<ObservedPod> members) {
    if (job.getSpec() == null || job.getSpec().getBackoffLimitPerIndex() == null) {
      return members.stream();
    }
    return members.stream().filter(pod -> byTheFirst(job) && pod.index() == 0);
  }

  /** The pods that have ended well, of those whose good end may be the Job's. */
  private static Stream<ObservedPod> successful(Job job, List<ObservedPod> members) {
    return members.stream()
        .filter(ObservedPod::succeeded)
        .filter(pod -> !byTheFirst(job) || pod.index() == 0);
  }

  /** Whether one pod that ends well may be enough. */
  private static boolean byPolicy(Job job) {
    return job.getSpec() != null && job.getSpec().getSuccessPolicy() != null;
  }

  private static boolean byTheFirst(Job job) {
    return byPolicy(job)
        && job.getSpec().getSuccessPolicy().getRules().stream()
            .allMatch(rule -> "0".equals(rule.getSucceededIndexes()));
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
    Optional<ObservedPod> pod = successful(job, members).findFirst();
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
        .orElseGet(() -> lost("the Job ended, but its pod is gone and with it the result", null));
  }

  private static JobState failed(
      @Nullable ObservedPod pod, @Nullable JobCondition job, boolean several) {
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
    String which = several ? "rank " + pod.index() + ": " : "";
    Optional<Disruption> disruption = Disruption.of(pod);
    Optional<ContainerStatus> culprit = pod.culprit();
    if (disruption.isPresent() && (pod.ended() || culprit.isPresent())) {
      Disruption why = disruption.get();
      return new Failed(
          why.reason(), which + pod.message(why.message()), null, null, null, pod.node());
    }
    if (pod.evicted()) {
      return new Failed(
          "Evicted", which + pod.message("the node evicted it"), null, null, null, pod.node());
    }
    if (several && pod.deleted()) {
      return lost(which + "its pod was deleted", pod.node());
    }
    if (culprit.isPresent()) {
      return broken(culprit.get(), pod, which);
    }
    return pod.ended()
        ? lost(which + pod.message("its pod failed without a word"), pod.node())
        : new Running(pod.node()); // the Job's end is known before its pod's
  }

  private static Failed lost(String message, @Nullable String node) {
    return new Failed("PodLost", message, null, null, null, node);
  }

  private static Failed broken(ContainerStatus culprit, ObservedPod pod, String which) {
    ContainerStateTerminated end = culprit.getState().getTerminated();
    String container = culprit.getName();
    boolean memory = "OOMKilled".equals(end.getReason());
    return new Failed(
        memory ? "OOMKilled" : "AppError",
        which
            + (memory
                ? "container " + container + " needed more memory than its limit"
                : "container " + container + " exited with code " + end.getExitCode()),
        container,
        end.getExitCode(),
        end.getMessage(),
        pod.node());
  }

  private static JobState active(Job job, List<ObservedPod> members) {
    if (members.isEmpty()) {
      return new Pending("Pending", "its pod is being created");
    }
    long running = members.stream().filter(pod -> pod.works() || pod.ended()).count();
    boolean led =
        members.stream().filter(pod -> !pod.ended()).limit(1).allMatch(ObservedPod::works);
    if (running >= enough(job) && led) {
      return new Running(members.getFirst().node());
    }
    int size = size(job);
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

  /** How many pods are enough for its main work. */
  private static int enough(Job job) {
    var annotations = job.getMetadata() == null ? null : job.getMetadata().getAnnotations();
    String given = annotations == null ? null : annotations.get(Slipway.MIN_NODES);
    return given == null ? size(job) : Integer.parseInt(given);
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst();
  }
}
