package dev.slipway.job;

import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why a Job has failed, as its pod and its conditions tell it. Pure. */
final class JobFailure {
  /**
   * Tells it; a pod that has not ended yet still runs for the caches.
   *
   * @param pod the pod that failed; null when it is gone
   * @param job the Job's own condition; null while it has none
   * @param several whether the Job has several pods
   */
  static JobState of(@Nullable ObservedPod pod, @Nullable JobCondition job, boolean several) {
    if (job != null && "DeadlineExceeded".equals(job.getReason())) {
      return new JobState.Failed(
          "Deadline",
          "it ran past its deadline",
          null,
          null,
          null,
          pod == null ? null : pod.node());
    }
    if (pod == null && job != null && "PodFailurePolicy".equals(job.getReason())) {
      return new JobState.Failed(
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
      return new JobState.Failed(
          why.reason(), which + pod.message(why.message()), null, null, null, pod.node());
    }
    if (pod.evicted()) {
      return new JobState.Failed(
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
        : new JobState.Running(pod.node()); // the Job's end is known before its pod's
  }

  /** Nobody knows what became of a pod. */
  static JobState.Failed lost(String message, @Nullable String node) {
    return new JobState.Failed("PodLost", message, null, null, null, node);
  }

  private static JobState.Failed broken(ContainerStatus culprit, ObservedPod pod, String which) {
    ContainerStateTerminated end = culprit.getState().getTerminated();
    String container = culprit.getName();
    boolean memory = "OOMKilled".equals(end.getReason());
    return new JobState.Failed(
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

  private JobFailure() {}
}
