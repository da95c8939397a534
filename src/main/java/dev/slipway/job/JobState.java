package dev.slipway.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
   * @param reason AppError, OOMKilled, Evicted, Deadline, PodLost or InvalidPod
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

  /** Waiting reasons of a container that mean that its image cannot be had. */
  Set<String> IMAGE_FAULTS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "RegistryUnavailable");

  /** Waiting reasons of a container that mean that its specification cannot run. */
  Set<String> SPEC_FAULTS =
      Set.of("CreateContainerConfigError", "CreateContainerError", "RunContainerError");

  /** Tells what became of a Job. */
  static JobState of(@Nullable Job job, List<Pod> pods) {
    if (job == null) {
      return new Absent();
    }
    Pod pod = pods.stream().reduce((a, b) -> newer(a, b) ? b : a).orElse(null);
    Optional<JobCondition> complete = condition(job, "Complete");
    Optional<JobCondition> failed =
        condition(job, "Failed").or(() -> condition(job, "FailureTarget"));
    if (complete.isPresent() || (pod != null && "Succeeded".equals(phase(pod)))) {
      return succeeded(pod, complete.isPresent());
    }
    if (failed.isPresent() || (pod != null && "Failed".equals(phase(pod)))) {
      return failed(pod, failed.orElse(null));
    }
    return pod == null ? new Pending("Pending", "its pod is being created") : active(pod);
  }

  private static JobState succeeded(@Nullable Pod pod, boolean complete) {
    if (pod != null && !ended(pod)) {
      return new Running(node(pod)); // the Job's end is known before its pod's
    }
    if (pod != null) {
      return lastTerminated(pod)
          .<JobState>map(end -> new Succeeded(end.getMessage(), pod))
          .orElseGet(() -> new Succeeded(null, pod));
    }
    return complete
        ? new Failed(
            "PodLost",
            "the Job ended, but its pod is gone and with it the result",
            null,
            null,
            null,
            null)
        : new Pending("Pending", "its pod is being created");
  }

  private static JobState failed(@Nullable Pod pod, @Nullable JobCondition job) {
    if (job != null && "DeadlineExceeded".equals(job.getReason())) {
      return new Failed(
          "Deadline", "it ran past its deadline", null, null, null, pod == null ? null : node(pod));
    }
    if (pod == null) {
      String why = job == null ? "" : ": " + job.getMessage();
      return new Failed("PodLost", "its pod is gone" + why, null, null, null, null);
    }
    Optional<ContainerStatus> culprit =
        statuses(pod)
            .filter(s -> !sidecars(pod).contains(s.getName()))
            .filter(
                s ->
                    terminated(s)
                        .map(t -> t.getExitCode() != null && t.getExitCode() != 0)
                        .orElse(false))
            .findFirst();
    if ("Evicted".equals(pod.getStatus().getReason())) {
      return new Failed(
          "Evicted",
          text(pod.getStatus().getMessage(), "the node evicted it"),
          null,
          null,
          null,
          node(pod));
    }
    if (culprit.isEmpty() && !ended(pod)) {
      return new Running(node(pod)); // the Job's end is known before its pod's
    }
    if (culprit.isEmpty()) {
      return new Failed(
          "PodLost",
          text(pod.getStatus().getMessage(), "its pod failed without a word"),
          null,
          null,
          null,
          node(pod));
    }
    ContainerStateTerminated end = terminated(culprit.get()).orElseThrow();
    String container = culprit.get().getName();
    return "OOMKilled".equals(end.getReason())
        ? new Failed(
            "OOMKilled",
            "container " + container + " needed more memory than its limit",
            container,
            end.getExitCode(),
            end.getMessage(),
            node(pod))
        : new Failed(
            "AppError",
            "container " + container + " exited with code " + end.getExitCode(),
            container,
            end.getExitCode(),
            end.getMessage(),
            node(pod));
  }

  private static JobState active(Pod pod) {
    Optional<ContainerStatus> stuck =
        statuses(pod)
            .filter(s -> s.getState() != null && s.getState().getWaiting() != null)
            .filter(s -> IMAGE_FAULTS.contains(waiting(s)) || SPEC_FAULTS.contains(waiting(s)))
            .findFirst();
    if (stuck.isPresent()) {
      ContainerStatus status = stuck.get();
      String detail = text(status.getState().getWaiting().getMessage(), waiting(status));
      return IMAGE_FAULTS.contains(waiting(status))
          ? new Pending("ImagePull", "image " + status.getImage() + " cannot be pulled: " + detail)
          : new Pending("InvalidPod", "container " + status.getName() + " cannot start: " + detail);
    }
    Optional<PodCondition> unscheduled =
        pod.getStatus() == null
            ? Optional.empty()
            : pod.getStatus().getConditions().stream()
                .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
                .findFirst();
    if (unscheduled.isPresent()) {
      return new Pending("Unschedulable", text(unscheduled.get().getMessage(), "no node fits"));
    }
    return statuses(pod).anyMatch(s -> s.getState() != null && s.getState().getRunning() != null)
        ? new Running(node(pod))
        : new Pending("Initializing", "its containers are starting");
  }

  private static Optional<JobCondition> condition(Job job, String type) {
    return job.getStatus() == null
        ? Optional.empty()
        : job.getStatus().getConditions().stream()
            .filter(c -> type.equals(c.getType()) && "True".equals(c.getStatus()))
            .findFirst();
  }

  /** Init containers first, in the order in which they run. */
  private static Stream<ContainerStatus> statuses(Pod pod) {
    return pod.getStatus() == null
        ? Stream.empty()
        : Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream());
  }

  /** Sidecars are ended with the pod, often with a code of their own, and are never the reason. */
  private static Set<String> sidecars(Pod pod) {
    return pod.getSpec() == null
        ? Set.of()
        : pod.getSpec().getInitContainers().stream()
            .filter(c -> "Always".equals(c.getRestartPolicy()))
            .map(Container::getName)
            .collect(Collectors.toSet());
  }

  private static Optional<ContainerStateTerminated> lastTerminated(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream()
        .map(JobState::terminated)
        .flatMap(Optional::stream)
        .reduce((a, b) -> b);
  }

  private static Optional<ContainerStateTerminated> terminated(ContainerStatus status) {
    return Optional.ofNullable(status.getState()).map(s -> s.getTerminated());
  }

  private static String waiting(ContainerStatus status) {
    return text(status.getState().getWaiting().getReason(), "");
  }

  private static boolean ended(Pod pod) {
    return "Succeeded".equals(phase(pod)) || "Failed".equals(phase(pod));
  }

  private static @Nullable String phase(Pod pod) {
    return pod.getStatus() == null ? null : pod.getStatus().getPhase();
  }

  private static @Nullable String node(Pod pod) {
    return pod.getSpec() == null ? null : pod.getSpec().getNodeName();
  }

  private static boolean newer(Pod a, Pod b) {
    return b.getMetadata().getCreationTimestamp().compareTo(a.getMetadata().getCreationTimestamp())
        > 0;
  }

  private static String text(@Nullable String text, String otherwise) {
    return text == null || text.isBlank() ? otherwise : text;
  }
}
