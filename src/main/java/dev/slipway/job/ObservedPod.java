package dev.slipway.job;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a Job's pod says of itself. Pure.
 *
 * @param pod the pod as the cache has it
 */
record ObservedPod(Pod pod) {
  /** What clocks may differ by, and a kubelet that answers may take to report a pod's end. */
  private static final Duration SLACK = Duration.ofMinutes(1);

  private static final Pattern EXCESS =
      Pattern.compile("exceeds the (total )?limit|exceeded its local ephemeral storage limit");

  /**
   * A Job's pods in the order of their completion indexes, each index once: by the pod that was
   * made last. A Job without indexes has one.
   */
  static List<ObservedPod> members(Collection<Pod> pods) {
    var newest = new TreeMap<Integer, Pod>();
    for (Pod pod : pods) {
      newest.merge(
          new ObservedPod(pod).index(),
          pod,
          (a, b) -> created(a).compareTo(created(b)) < 0 ? b : a);
    }
    return newest.values().stream().map(ObservedPod::new).toList();
  }

  private static String created(Pod pod) {
    return pod.getMetadata().getCreationTimestamp();
  }

  /** Its completion index, which is its rank in a training; 0 when its Job has no indexes. */
  int index() {
    var annotations = pod.getMetadata().getAnnotations();
    String index = annotations == null ? null : annotations.get(ObservedJob.COMPLETION_INDEX);
    return index == null ? 0 : Integer.parseInt(index);
  }

  /** When the first of its containers failed; the far future when none has. */
  Instant broke() {
    return statuses()
        .map(ObservedPod::end)
        .flatMap(Optional::stream)
        .filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
        .map(ContainerStateTerminated::getFinishedAt)
        .filter(time -> time != null && !time.isEmpty())
        .map(Instant::parse)
        .min(Comparator.naturalOrder())
        .orElse(Instant.MAX);
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

  /** Whether somebody deletes it, and no disruption does. */
  boolean deleted() {
    return pod.getMetadata().getDeletionTimestamp() != null && Disruption.of(this).isEmpty();
  }

  boolean evicted() {
    return "Evicted".equals(reason());
  }

  /**
   * Whether it was evicted for its own excess of a limit. The kubelet gives such a pod no
   * condition, unlike one that has to go because the node is short of something.
   */
  boolean outOfStorage() {
    return failed()
        && evicted()
        && Disruption.of(this).isEmpty()
        && EXCESS.matcher(message("")).find();
  }

  /**
   * When a pod that is being deleted should have ended: a pod's deletion time has its grace period
   * in it already.
   */
  Optional<Instant> due() {
    return ended()
        ? Optional.empty()
        : Optional.ofNullable(pod.getMetadata().getDeletionTimestamp())
            .map(time -> Instant.parse(time).plus(SLACK));
  }

  /** That its node does not answer, when that is so. */
  Optional<JobState.Failed> lost(Instant now) {
    boolean silent = !ended() && ("Unknown".equals(phase()) || "NodeLost".equals(reason()));
    boolean overdue = due().filter(end -> !now.isBefore(end)).isPresent();
    if (!silent && !overdue) {
      return Optional.empty();
    }
    String why =
        Disruption.of(this).map(Disruption::message).orElse("its pod was being deleted or unknown");
    String node = node();
    return Optional.of(
        new JobState.Failed(
            "NodeLost",
            "node %s does not answer: %s".formatted(node == null ? "" : node, why),
            null,
            null,
            null,
            node));
  }

  /** Whether a container of it runs, and none is kept from it. */
  boolean works() {
    return trouble().isEmpty()
        && statuses().anyMatch(s -> s.getState() != null && s.getState().getRunning() != null);
  }

  /** What keeps it from running, when something does. */
  Optional<JobState.Pending> trouble() {
    return stuck().or(this::unschedulable);
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
  private Optional<JobState.Pending> stuck() {
    return statuses()
        .filter(s -> s.getState() != null && s.getState().getWaiting() != null)
        .filter(s -> WaitingReason.image(waiting(s)) || WaitingReason.spec(waiting(s)))
        .findFirst()
        .map(ObservedPod::fault);
  }

  /** Why no node takes it, when that is so. */
  private Optional<JobState.Pending> unschedulable() {
    return condition("PodScheduled", "False")
        .map(c -> new JobState.Pending("Unschedulable", text(c.getMessage(), "no node fits")));
  }

  /** The condition of a type, when it has this status. */
  Optional<PodCondition> condition(String type, String status) {
    return pod.getStatus() == null
        ? Optional.empty()
        : Stream.ofNullable(pod.getStatus().getConditions())
            .flatMap(List::stream)
            .filter(c -> type.equals(c.getType()) && status.equals(c.getStatus()))
            .findFirst();
  }

  private static JobState.Pending fault(ContainerStatus status) {
    String detail = text(status.getState().getWaiting().getMessage(), waiting(status));
    return WaitingReason.image(waiting(status))
        ? new JobState.Pending(
            "ImagePull", "image " + status.getImage() + " cannot be pulled: " + detail)
        : new JobState.Pending(
            "InvalidPod", "container " + status.getName() + " cannot start: " + detail);
  }

  private @Nullable String reason() {
    return pod.getStatus() == null ? null : pod.getStatus().getReason();
  }

  private @Nullable String phase() {
    return pod.getStatus() == null ? null : pod.getStatus().getPhase();
  }

  /** Init containers first, in the order in which they run. */
  Stream<ContainerStatus> statuses() {
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

  /** How a container has ended; empty while it has not. */
  static Optional<ContainerStateTerminated> end(ContainerStatus status) {
    return Optional.ofNullable(status.getState()).map(s -> s.getTerminated());
  }

  private static String waiting(ContainerStatus status) {
    return text(status.getState().getWaiting().getReason(), "");
  }

  private static String text(@Nullable String text, String otherwise) {
    return text == null || text.isBlank() ? otherwise : text;
  }
}
