package dev.slipway.deployment;

import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.runtime.Resolution;
import dev.slipway.runtime.RuntimePresets;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the caches hold about a Deployment.
 *
 * @param runtime what its runtime comes to
 * @param versions the ModelVersions of its model
 * @param workloads its apps/v1 Deployments by name
 * @param service its Service
 * @param budget its PodDisruptionBudget
 * @param autoscaler its HorizontalPodAutoscaler
 */
record DeploymentObserved(
    Resolution runtime,
    List<ModelVersion> versions,
    Map<String, Workload> workloads,
    @Nullable Service service,
    @Nullable PodDisruptionBudget budget,
    @Nullable HorizontalPodAutoscaler autoscaler) {

  static DeploymentObserved from(
      ModelDeployment deployment, Context<ModelDeployment> context, RuntimePresets presets) {
    List<Pod> pods = List.copyOf(context.getSecondaryResources(Pod.class));
    return new DeploymentObserved(
        presets.resolve(deployment.getSpec().runtime()),
        DeploymentSources.versions(deployment, context),
        context.getSecondaryResources(Deployment.class).stream()
            .filter(workload -> owned(deployment, workload))
            .map(workload -> Workload.of(workload, pods))
            .collect(Collectors.toUnmodifiableMap(Workload::name, Function.identity())),
        one(deployment, context.getSecondaryResources(Service.class)),
        one(deployment, context.getSecondaryResources(PodDisruptionBudget.class)),
        one(deployment, context.getSecondaryResources(HorizontalPodAutoscaler.class)));
  }

  /** The workload of a revision; null when there is none, or only one that is about to vanish. */
  @Nullable Workload workload(String revision) {
    Workload found = workloads.get(revision);
    return found == null || found.deleted() ? null : found;
  }

  private static <T extends HasMetadata> @Nullable T one(
      ModelDeployment deployment, Collection<T> objects) {
    return objects.stream()
        .filter(object -> owned(deployment, object))
        .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
        .findFirst()
        .orElse(null);
  }

  /** Objects of an earlier Deployment of the same name are not this one's. */
  private static boolean owned(ModelDeployment deployment, HasMetadata object) {
    return object.getMetadata().getOwnerReferences().stream()
        .anyMatch(owner -> owner.getUid().equals(deployment.getMetadata().getUid()));
  }
}
