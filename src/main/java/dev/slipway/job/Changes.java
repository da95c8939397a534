package dev.slipway.job;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Which changes of Jobs and pods can change what {@link ObservedJob} tells of them: not how far the
 * Job controller's own bookkeeping is, which is most of what is written to a Job. Pure.
 */
public final class Changes {
  /** Whether a Job has changed so that it concerns its owner. */
  public static boolean concern(Job now, Job before) {
    return !Objects.equals(conditions(now), conditions(before))
        || !Objects.equals(now.getSpec(), before.getSpec())
        || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp());
  }

  /** Whether a pod has changed so that it concerns its owner. */
  public static boolean concern(Pod now, Pod before) {
    return !Objects.equals(status(now), status(before))
        || !Objects.equals(node(now), node(before))
        || !Objects.equals(now.getMetadata().getLabels(), before.getMetadata().getLabels())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp());
  }

  private static List<JobCondition> conditions(Job job) {
    return job.getStatus() == null ? List.of() : job.getStatus().getConditions();
  }

  private static Optional<PodStatus> status(Pod pod) {
    return Optional.ofNullable(pod.getStatus());
  }

  private static Optional<String> node(Pod pod) {
    return Optional.ofNullable(pod.getSpec()).map(PodSpec::getNodeName);
  }

  private Changes() {}
}
