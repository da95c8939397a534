package dev.slipway.deployment;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;

/** One write of a plan. Each may be repeated without harm. */
sealed interface Write {
  /**
   * Makes a revision's apps/v1 Deployment; one that is there stays as it is.
   *
   * @param workload the apps/v1 Deployment
   */
  record Create(Deployment workload) implements Write {}

  /**
   * Makes an object, or changes it to be so.
   *
   * @param object Service, PodDisruptionBudget or HorizontalPodAutoscaler
   * @param ours whether there is one of ours: one of somebody else's is not taken over
   */
  record Apply(HasMetadata object, boolean ours) implements Write {}

  /**
   * Changes how many pods a revision has.
   *
   * @param workload the apps/v1 Deployment
   * @param replicas how many
   */
  record Scale(Deployment workload, int replicas) implements Write {}

  /**
   * Removes an object.
   *
   * @param object the object
   */
  record Delete(HasMetadata object) implements Write {}
}
