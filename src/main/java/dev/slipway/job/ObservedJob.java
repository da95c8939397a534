package dev.slipway.job;

import dev.slipway.contract.PodPaths;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A Job and its pods, as the caches have them. Pure.
 *
 * @param job the Job
 * @param pods its pods, by their ranks; those of an earlier Job of the same name are not among
 *     them, nor those that another pod has replaced
 */
public record ObservedJob(Job job, List<Pod> pods) implements ObservedWork {
  /** The annotation with the index of a pod in an Indexed Job. */
  public static final String COMPLETION_INDEX = "batch.kubernetes.io/job-completion-index";

  /**
   * An object's Jobs by name; Jobs of an earlier object of the same name are left out.
   *
   * @param owner the object
   * @param jobs Jobs with the object's label
   * @param pods pods with the object's label
   */
  public static Map<String, ObservedJob> of(
      HasMetadata owner, Collection<Job> jobs, Collection<Pod> pods) {
    return jobs.stream()
        .filter(job -> ownedBy(job, owner))
        .collect(
            Collectors.toUnmodifiableMap(
                job -> job.getMetadata().getName(),
                job ->
                    new ObservedJob(job, pods.stream().filter(pod -> ownedBy(pod, job)).toList())));
  }

  public ObservedJob {
    pods =
        ObservedPod.members(Suspension.present(job, pods)).stream().map(ObservedPod::pod).toList();
  }

  /** Whether its queue, or somebody else, keeps it from running. */
  public boolean held() {
    return job.getMetadata().getDeletionTimestamp() == null
        && state() instanceof JobState.Pending pending
        && pending.reason().equals(Suspension.HELD);
  }

  /** Whether pods of it are still to be made. */
  public boolean lacksPods() {
    return pods.size() < DecisivePods.size(job);
  }

  @Override
  public HasMetadata resource() {
    return job;
  }

  /** What became of it. */
  public JobState state() {
    return JobState.of(job, pods);
  }

  /** What became of it; a pod whose node does not answer is given up. */
  public JobState state(Instant now) {
    return JobState.of(job, pods, now);
  }

  /** How long a pod has until it counts as lost with its node, when it is being deleted. */
  public Optional<Duration> doubt(Instant now) {
    return members()
        .map(ObservedPod::due)
        .flatMap(Optional::stream)
        .map(end -> Duration.between(now, end))
        .filter(Duration::isPositive)
        .min(Comparator.naturalOrder());
  }

  private Stream<ObservedPod> members() {
    return pods.stream().map(ObservedPod::new);
  }

  /** Whether a pod was evicted for what it wrote beyond its own limits of storage. */
  public boolean outOfStorage() {
    return members().anyMatch(ObservedPod::outOfStorage);
  }

  @Override
  public boolean active() {
    return job.getMetadata().getDeletionTimestamp() == null
        && !(state() instanceof JobState.Succeeded)
        && !(state() instanceof JobState.Failed);
  }

  @Override
  public Optional<URI> progressAddress() {
    return address()
        .map(
            ip ->
                URI.create(
                    "http://"
                        + ip
                        + ":"
                        + PodPaths.DEFAULT_PROGRESS_PORT
                        + PodPaths.PROGRESS_ENDPOINT));
  }

  /** The address of its first pod while that runs, as a URI has it: IPv6 in brackets. */
  Optional<String> address() {
    return state() instanceof JobState.Running
        ? sound()
            .map(ObservedPod::pod)
            .map(Pod::getStatus)
            .filter(Objects::nonNull)
            .map(PodStatus::getPodIP)
            .filter(ip -> ip != null && !ip.isEmpty())
            .map(ip -> ip.contains(":") ? "[" + ip + "]" : ip)
            .findFirst()
        : Optional.empty();
  }

  /** The status of a container or init container in its first pod that has one. */
  public Optional<ContainerStatus> container(String name) {
    return sound()
        .flatMap(ObservedPod::statuses)
        .filter(status -> status.getName().equals(name))
        .findFirst();
  }

  /** Its pods; those that have failed, where that is allowed, come last. */
  private Stream<ObservedPod> sound() {
    return members().sorted(Comparator.comparing(ObservedPod::failed));
  }

  /** The termination message of a container that has ended, in its first pod. */
  public Optional<String> lastWords(String name) {
    return members()
        .flatMap(ObservedPod::statuses)
        .filter(status -> status.getName().equals(name))
        .findFirst()
        .flatMap(ObservedPod::end)
        .map(ContainerStateTerminated::getMessage);
  }

  /** When the last of its pods was taken up by a node. */
  public Optional<Instant> started() {
    return pods.stream()
        .map(Pod::getStatus)
        .filter(status -> status != null && status.getStartTime() != null)
        .map(status -> Instant.parse(status.getStartTime()))
        .max(Instant::compareTo);
  }

  @Override
  public Optional<Instant> lastEnd() {
    return members()
        .flatMap(ObservedPod::statuses)
        .flatMap(status -> ObservedPod.end(status).stream())
        .map(ContainerStateTerminated::getFinishedAt)
        .filter(time -> time != null && !time.isEmpty())
        .map(Instant::parse)
        .max(Instant::compareTo);
  }

  private static boolean ownedBy(HasMetadata child, HasMetadata owner) {
    return child.getMetadata().getOwnerReferences().stream()
        .anyMatch(reference -> reference.getUid().equals(owner.getMetadata().getUid()));
  }
}
