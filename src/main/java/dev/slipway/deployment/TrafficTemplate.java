package dev.slipway.deployment;

import dev.slipway.api.DeploymentSpec.Autoscale;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.Slipway;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;

/** What stands before the pods of the revision that serves; all have the Deployment's name. */
final class TrafficTemplate {
  /** The port of the Service. */
  static final int PORT = 80;

  /** The Service; the traffic goes where its selector points. */
  static Service service(ModelDeployment deployment, String revision) {
    return new ServiceBuilder()
        .withMetadata(metadata(deployment))
        .withNewSpec()
        .withSelector(DeploymentTemplate.labels(deployment, revision))
        .addNewPort()
        .withName("http")
        .withProtocol("TCP")
        .withPort(PORT)
        .withTargetPort(new IntOrString(ServingContainers.HTTP_PORT))
        .endPort()
        .endSpec()
        .build();
  }

  /** Lets nodes be emptied one pod at a time. */
  static PodDisruptionBudget budget(ModelDeployment deployment, String revision) {
    return new PodDisruptionBudgetBuilder()
        .withMetadata(metadata(deployment))
        .withNewSpec()
        .withMaxUnavailable(new IntOrString(1))
        .withUnhealthyPodEvictionPolicy("AlwaysAllow")
        .withNewSelector()
        .withMatchLabels(DeploymentTemplate.labels(deployment, revision))
        .endSelector()
        .endSpec()
        .build();
  }

  /** Owns the number of pods; it measures the runtime, not the agent beside it. */
  static HorizontalPodAutoscaler autoscaler(
      ModelDeployment deployment, Autoscale autoscale, String revision) {
    return new HorizontalPodAutoscalerBuilder()
        .withMetadata(metadata(deployment))
        .withNewSpec()
        .withNewScaleTargetRef()
        .withApiVersion("apps/v1")
        .withKind("Deployment")
        .withName(revision)
        .endScaleTargetRef()
        .withMinReplicas(autoscale.min())
        .withMaxReplicas(autoscale.max())
        .addNewMetric()
        .withType("ContainerResource")
        .withNewContainerResource()
        .withName("cpu")
        .withContainer(ServingContainers.RUNTIME)
        .withNewTarget()
        .withType("Utilization")
        .withAverageUtilization(autoscale.cpuPercent())
        .endTarget()
        .endContainerResource()
        .endMetric()
        .endSpec()
        .build();
  }

  private static ObjectMeta metadata(ModelDeployment deployment) {
    return new ObjectMetaBuilder()
        .withName(deployment.getMetadata().getName())
        .withNamespace(deployment.getMetadata().getNamespace())
        .withLabels(
            Map.of(
                Slipway.MANAGED_BY,
                Slipway.MANAGER,
                Slipway.DEPLOYMENT,
                deployment.getMetadata().getName()))
        .withOwnerReferences(RunnerTemplate.owner(deployment))
        .build();
  }

  private TrafficTemplate() {}
}
