package dev.slipway.deployment;

import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The apps/v1 Deployment of a revision and its pods, as the caches have them. Pure.
 *
 * @param deployment the apps/v1 Deployment
 * @param pods its pods
 */
record Workload(Deployment deployment, List<Pod> pods) {

  /**
   * The workload of a revision among the pods of all of them. Pods that end are left out: they may
   * be of an earlier life of the same revision.
   */
  static Workload of(Deployment deployment, List<Pod> all) {
    String revision = deployment.getMetadata().getName();
    return new Workload(
        deployment,
        all.stream()
            .filter(pod -> revision.equals(labels(pod).get(Slipway.REVISION)))
            .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
            .toList());
  }

  /** Its name, which is the revision's. */
  String name() {
    return deployment.getMetadata().getName();
  }

  /** How many pods are asked for. */
  int desired() {
    return Objects.requireNonNullElse(deployment.getSpec().getReplicas(), 1);
  }

  /** How many pods there are. */
  int replicas() {
    return deployment.getStatus() == null ? 0 : number(deployment.getStatus().getReplicas());
  }

  /** How many of these can answer. */
  int available() {
    return deployment.getStatus() == null
        ? 0
        : number(deployment.getStatus().getAvailableReplicas());
  }

  /** Whether all pods that are asked for can answer, and this is no news of yesterday. */
  boolean complete() {
    return deployment.getStatus() != null
        && number(deployment.getStatus().getObservedGeneration())
            >= number(deployment.getMetadata().getGeneration())
        && available() >= desired();
  }

  /** Whether it is about to vanish. */
  boolean deleted() {
    return deployment.getMetadata().getDeletionTimestamp() != null;
  }

  /** Why no pods can be made, such as a quota or a policy. */
  Optional<String> refusal() {
    return deployment.getStatus() == null
        ? Optional.empty()
        : deployment.getStatus().getConditions().stream()
            .filter(c -> "ReplicaFailure".equals(c.getType()) && "True".equals(c.getStatus()))
            .map(c -> c.getMessage())
            .findFirst();
  }

  private static Map<String, String> labels(Pod pod) {
    Map<String, String> labels = pod.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static int number(@Nullable Integer number) {
    return number == null ? 0 : number;
  }

  private static long number(@Nullable Long number) {
    return number == null ? 0 : number;
  }
}
