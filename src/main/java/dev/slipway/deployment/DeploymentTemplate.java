package dev.slipway.deployment;

import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.job.Claims;
import dev.slipway.job.PodSettings;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.runtime.RuntimeTemplate;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The apps/v1 Deployment of a revision. It is made once and never changed but for its replicas. */
final class DeploymentTemplate {
  /**
   * A pod counts as available once every node's proxy has had the time to hear that it is ready.
   */
  private static final int PROXIES_KNOW_SECONDS = 2;

  private static final String DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container";

  /** Draining, the last answers, the last writes, and time to spare. */
  private static final long GRACE_SECONDS = 45;

  /** The apps/v1 Deployment. */
  static Deployment workload(
      ModelDeployment deployment, Target.Wanted wanted, int replicas, PodSettings settings) {
    Map<String, String> labels = labels(deployment, wanted.revision());
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(wanted.revision())
        .withNamespace(deployment.getMetadata().getNamespace())
        .addToLabels(Slipway.MANAGED_BY, Slipway.MANAGER)
        .addToLabels(labels)
        .withOwnerReferences(RunnerTemplate.owner(deployment))
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withMinReadySeconds(PROXIES_KNOW_SECONDS)
        .withRevisionHistoryLimit(0)
        .withNewSelector()
        .withMatchLabels(labels)
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .addToLabels(Slipway.MANAGED_BY, Slipway.MANAGER)
        .addToLabels(labels)
        .addToAnnotations(DEFAULT_CONTAINER, ServingContainers.RUNTIME)
        .addToAnnotations("prometheus.io/scrape", "true")
        .addToAnnotations("prometheus.io/port", String.valueOf(ServingContainers.OPS_PORT))
        .addToAnnotations("prometheus.io/path", "/metrics")
        .endMetadata()
        .withSpec(pod(deployment, wanted, labels, settings))
        .endTemplate()
        .endSpec()
        .build();
  }

  /** The labels that tell the pods of a revision from all others. */
  static Map<String, String> labels(ModelDeployment deployment, String revision) {
    return Map.of(
        Slipway.DEPLOYMENT, deployment.getMetadata().getName(), Slipway.REVISION, revision);
  }

  private static PodSpec pod(
      ModelDeployment deployment,
      Target.Wanted wanted,
      Map<String, String> labels,
      PodSettings settings) {
    ModelVersion version = wanted.version();
    Set<String> claims = claims(version, settings);
    Set<String> storeClaim = Claims.of(List.of(settings.store().url()));
    return RunnerTemplate.pod()
        .withRestartPolicy("Always")
        .withTerminationGracePeriodSeconds(GRACE_SECONDS)
        .withInitContainers(ServingContainers.fetch(version, settings, claims))
        .withContainers(
            ServingContainers.runtime(deployment, wanted),
            ServingContainers.agent(deployment, wanted, settings, storeClaim))
        .addNewVolume()
        .withName(ServingContainers.MODEL_VOLUME)
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addNewVolume()
        .withName(ServingContainers.BASELINE_VOLUME)
        .withNewEmptyDir()
        .endEmptyDir()
        .endVolume()
        .addToVolumes(RuntimeTemplate.tmp(ServingContainers.RUNTIME))
        .addAllToVolumes(Claims.volumes(claims))
        .addNewTopologySpreadConstraint()
        .withMaxSkew(1)
        .withTopologyKey("kubernetes.io/hostname")
        .withWhenUnsatisfiable("ScheduleAnyway")
        .withNewLabelSelector()
        .withMatchLabels(labels)
        .endLabelSelector()
        .endTopologySpreadConstraint()
        .build();
  }

  private static Set<String> claims(ModelVersion version, PodSettings settings) {
    var places = new ArrayList<String>();
    places.add(settings.store().url());
    places.add(version.getSpec().artifact().uri());
    Snapshot snapshot =
        version.getSpec().lineage() == null ? null : version.getSpec().lineage().snapshot();
    if (snapshot != null) {
      places.add(snapshot.uri());
    }
    if (version.getStatus() != null && version.getStatus().predictionProfile() != null) {
      places.add(version.getStatus().predictionProfile());
    }
    return Claims.of(places);
  }

  private DeploymentTemplate() {}
}
