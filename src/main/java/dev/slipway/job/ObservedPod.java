package dev.slipway.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a Job's pod says of itself. Pure.
 *
 * @param pod the pod as the cache has it
 */
record ObservedPod(Pod pod) {
  /** The one that was made last, if there is any. */
  static Optional<ObservedPod> newest(List<Pod> pods) {
    return pods.stream()
        .max(Comparator.comparing(pod -> pod.getMetadata().getCreationTimestamp()))
        .map(ObservedPod::new);
  }

  boolean succeeded() {
    return "Succeeded".equals(phase());
  }

  boolean failed() {
    return "Failed".equals(phase());
  }

  boolean ended() {
    return succeeded() || failed();
  }

  boolean evicted() {
    return pod.getStatus() != null && "Evicted".equals(pod.getStatus().getReason());
  }

  boolean running() {
    return statuses().anyMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }

  @Nullable String node() {
    return pod.getSpec() == null ? null : pod.getSpec().getNodeName();
  }

  /** What the node says of the pod as a whole. */
  String message(String otherwise) {
    return text(pod.getStatus().getMessage(), otherwise);
  }

  /** The first container that ended with a code; sidecars often do, and are never the reason. */
  Optional<ContainerStatus> culprit() {
    Set<String> sidecars = sidecars();
    return statuses()
        .filter(s -> !sidecars.contains(s.getName()))
        .filter(
            s ->
                end(s)
                    .map(ContainerStateTerminated::getExitCode)
                    .filter(code -> code != 0)
                    .isPresent())
        .findFirst();
  }

  /** The end of the last container that is no init container. */
  Optional<ContainerStateTerminated> lastEnd() {
    return pod.getStatus().getContainerStatuses().stream()
        .map(ObservedPod::end)
        .flatMap(Optional::stream)
        .reduce((a, b) -> b);
  }

  /** Why a container cannot start, when that is so. */
  Optional<JobState.Pending> stuck() {
    return statuses()
        .filter(s -> s.getState() != null && s.getState().getWaiting() != null)
        .filter(s -> WaitingReason.image(waiting(s)) || WaitingReason.spec(waiting(s)))
        .findFirst()
        .map(ObservedPod::fault);
  }

  /** Why no node takes it, when that is so. */
  Optional<JobState.Pending> unschedulable() {
    return pod.getStatus() == null
        ? Optional.empty()
        : pod.getStatus().getConditions().stream()
            .filter(c -> "PodScheduled".equals(c.getType()) && "False".equals(c.getStatus()))
            .findFirst()
            .map(c -> new JobState.Pending("Unschedulable", text(c.getMessage(), "no node fits")));
  }

  private static JobState.Pending fault(ContainerStatus status) {
    String detail = text(status.getState().getWaiting().getMessage(), waiting(status));
    return WaitingReason.image(waiting(status))
        ? new JobState.Pending(
            "ImagePull", "image " + status.getImage() + " cannot be pulled: " + detail)
        : new JobState.Pending(
            "InvalidPod", "container " + status.getName() + " cannot start: " + detail);
  }

  private @Nullable String phase() {
    return pod.getStatus() == null ? null : pod.getStatus().getPhase();
  }

  /** Init containers first, in the order in which they run. */
  private Stream<ContainerStatus> statuses() {
    return pod.getStatus() == null
        ? Stream.empty()
        : Stream.concat(
            pod.getStatus().getInitContainerStatuses().stream(),
            pod.getStatus().getContainerStatuses().stream());
  }

  private Set<String> sidecars() {
    return pod.getSpec() == null
        ? Set.of()
        : pod.getSpec().getInitContainers().stream()
            .filter(c -> "Always".equals(c.getRestartPolicy()))
            .map(Container::getName)
            .collect(Collectors.toSet());
  }

  private static Optional<ContainerStateTerminated> end(ContainerStatus status) {
    return Optional.ofNullable(status.getState()).map(s -> s.getTerminated());
  }

  private static String waiting(ContainerStatus status) {
    return text(status.getState().getWaiting().getReason(), "");
  }

  private static String text(@Nullable String text, String otherwise) {
    return text == null || text.isBlank() ? otherwise : text;
  }
}
