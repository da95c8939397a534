package dev.slipway.deployment;

import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.WaitingReason;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** When a candidate is given up, and what keeps it from being available. Pure. */
final class CandidatePolicy {
  /** A crash may be an accident; this many are not. */
  private static final int CRASHES = 3;

  private static final int LONGEST = 400;

  /**
   * What keeps a candidate from being available.
   *
   * @param reason one CamelCase word
   * @param message for a person
   * @param isFinal whether it will not go away by waiting
   */
  record Obstacle(String reason, String message, boolean isFinal) {}

  /**
   * Why to give a candidate up; empty when there is still hope.
   *
   * @param deadline the moment at which any obstacle is final
   */
  static Optional<Obstacle> giveUp(Workload workload, Instant deadline, Instant now) {
    Optional<Obstacle> obstacle = obstacle(workload);
    if (obstacle.isPresent() && obstacle.get().isFinal()) {
      return obstacle;
    }
    if (now.isBefore(deadline)) {
      return Optional.empty();
    }
    return obstacle.or(
        () ->
            Optional.of(
                new Obstacle(
                    "ProgressDeadlineExceeded",
                    workload.available()
                        + " of "
                        + workload.desired()
                        + " pods were ready at the progress deadline: see the runtime's log, or give"
                        + " a longer progressDeadline",
                    true)));
  }

  /** The first obstacle of a candidate's pods, the worst first. */
  static Optional<Obstacle> obstacle(Workload workload) {
    List<Obstacle> all =
        Stream.concat(
                workload.pods().stream().map(CandidatePolicy::ofPod).flatMap(Optional::stream),
                workload
                    .refusal()
                    .map(why -> new Obstacle("FailedCreate", "no pod can be made: " + why, false))
                    .stream())
            .toList();
    return all.stream().filter(Obstacle::isFinal).findFirst().or(() -> all.stream().findFirst());
  }

  private static Optional<Obstacle> ofPod(Pod pod) {
    if (pod.getStatus() == null) {
      return Optional.empty();
    }
    return pod.getStatus().getInitContainerStatuses().stream()
        .map(CandidatePolicy::ofFetch)
        .flatMap(Optional::stream)
        .findFirst()
        .or(() -> containers(pod, ServingContainers.RUNTIME, CandidatePolicy::ofRuntime))
        .or(() -> containers(pod, null, CandidatePolicy::ofWaiting))
        .or(() -> unscheduled(pod));
  }

  private static Optional<Obstacle> containers(
      Pod pod, @Nullable String name, Function<ContainerStatus, Optional<Obstacle>> judge) {
    return Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream())
        .filter(status -> name == null || status.getName().equals(name))
        .map(judge)
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Obstacle> ofFetch(ContainerStatus status) {
    ContainerStateTerminated end = end(status);
    if (end == null || end.getExitCode() == null || end.getExitCode() == 0) {
      return Optional.empty();
    }
    Optional<Failure> failure = TerminationMessage.failure(end.getMessage());
    return Optional.of(
        failure
            .map(f -> new Obstacle(f.reason(), cut(f.message()), !f.retryable()))
            .orElseGet(
                () ->
                    new Obstacle(
                        "FetchFailed",
                        "the model could not be brought into the pod: fetch exited with code "
                            + end.getExitCode(),
                        false)));
  }

  private static Optional<Obstacle> ofRuntime(ContainerStatus status) {
    ContainerStateTerminated end = end(status);
    int restarts = status.getRestartCount() == null ? 0 : status.getRestartCount();
    if (end == null || Boolean.TRUE.equals(status.getReady())) {
      return Optional.empty();
    }
    boolean isFinal = restarts >= CRASHES;
    if ("OOMKilled".equals(end.getReason())) {
      return Optional.of(
          new Obstacle(
              "OOMKilled",
              "the runtime needed more memory than its limit (exit code "
                  + end.getExitCode()
                  + "): give runtime.resources.limits.memory",
              isFinal));
    }
    String log = end.getMessage() == null ? "" : ": " + tail(end.getMessage());
    return Optional.of(
        new Obstacle(
            "ModelNotServable",
            "the runtime exited with code " + end.getExitCode() + ", " + times(restarts) + log,
            isFinal));
  }

  private static Optional<Obstacle> ofWaiting(ContainerStatus status) {
    ContainerStateWaiting waiting =
        status.getState() == null ? null : status.getState().getWaiting();
    if (waiting == null || waiting.getReason() == null) {
      return Optional.empty();
    }
    String detail = waiting.getMessage() == null ? waiting.getReason() : waiting.getMessage();
    if (WaitingReason.image(waiting.getReason())) {
      return Optional.of(
          new Obstacle(
              "ImagePull",
              "image " + status.getImage() + " cannot be pulled: " + cut(detail),
              false));
    }
    return WaitingReason.spec(waiting.getReason())
        ? Optional.of(
            new Obstacle(
                "InvalidPod",
                "container " + status.getName() + " cannot start: " + cut(detail),
                false))
        : Optional.empty();
  }

  private static Optional<Obstacle> unscheduled(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
        .map(c -> new Obstacle("Unschedulable", "no node fits: " + cut(c.getMessage()), false))
        .findFirst();
  }

  /** The end of a container's present life or of the one before. */
  private static @Nullable ContainerStateTerminated end(ContainerStatus status) {
    if (status.getState() != null && status.getState().getTerminated() != null) {
      return status.getState().getTerminated();
    }
    return status.getLastState() == null ? null : status.getLastState().getTerminated();
  }

  private static String times(int restarts) {
    return restarts == 0 ? "for the first time" : (restarts + 1) + " times";
  }

  private static String cut(@Nullable String text) {
    String full = text == null ? "" : text.strip();
    return full.length() > LONGEST ? full.substring(0, LONGEST) + "…" : full;
  }

  /** The end of a log says most. */
  private static String tail(String text) {
    String full = text.strip();
    return full.length() > LONGEST ? "…" + full.substring(full.length() - LONGEST) : full;
  }

  private CandidatePolicy() {}
}
