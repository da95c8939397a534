package dev.slipway.deployment;

import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.SecondaryToPrimaryMapper;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a Deployment's controller watches, and whom each event concerns. */
final class DeploymentSources {
  private static final String OURS =
      Slipway.MANAGED_BY + "=" + Slipway.MANAGER + "," + Slipway.DEPLOYMENT;
  private static final String BY_MODEL = "model";

  static List<EventSource<?, ModelDeployment>> of(EventSourceContext<ModelDeployment> context) {
    IndexerResourceCache<ModelDeployment> all = context.getPrimaryCache();
    all.addIndexer(BY_MODEL, mdep -> List.of(key(mdep, mdep.getSpec().model())));
    var versions =
        new InformerEventSource<ModelVersion, ModelDeployment>(
            InformerEventSourceConfiguration.from(ModelVersion.class, ModelDeployment.class)
                .withSecondaryToPrimaryMapper(
                    version ->
                        all.byIndex(BY_MODEL, key(version, version.getSpec().model())).stream()
                            .map(ResourceID::fromResource)
                            .collect(Collectors.toSet()))
                .withPrimaryToSecondaryMapper((ModelDeployment mdep) -> Set.of())
                .build(),
            context);
    versions.addIndexers(
        Map.of(BY_MODEL, version -> List.of(key(version, version.getSpec().model()))));
    return List.of(
        children(Deployment.class, Mappers.fromOwnerReferences(ModelDeployment.class), context),
        children(Pod.class, DeploymentSources::labelled, context),
        children(Service.class, Mappers.fromOwnerReferences(ModelDeployment.class), context),
        children(
            PodDisruptionBudget.class, Mappers.fromOwnerReferences(ModelDeployment.class), context),
        children(
            HorizontalPodAutoscaler.class,
            Mappers.fromOwnerReferences(ModelDeployment.class),
            context),
        versions);
  }

  /** The ModelVersions of a Deployment's model. */
  static List<ModelVersion> versions(ModelDeployment mdep, Context<ModelDeployment> context) {
    return ((InformerEventSource<ModelVersion, ModelDeployment>)
            context.eventSourceRetriever().getEventSourceFor(ModelVersion.class))
        .byIndex(BY_MODEL, key(mdep, mdep.getSpec().model()));
  }

  private static <T extends HasMetadata> InformerEventSource<T, ModelDeployment> children(
      Class<T> kind,
      SecondaryToPrimaryMapper<T> mapper,
      EventSourceContext<ModelDeployment> context) {
    return new InformerEventSource<>(
        InformerEventSourceConfiguration.from(kind, ModelDeployment.class)
            .withLabelSelector(OURS)
            .withSecondaryToPrimaryMapper(mapper)
            .build(),
        context);
  }

  private static Set<ResourceID> labelled(HasMetadata object) {
    return Set.of(
        new ResourceID(
            object.getMetadata().getLabels().get(Slipway.DEPLOYMENT),
            object.getMetadata().getNamespace()));
  }

  private static String key(HasMetadata object, String model) {
    return object.getMetadata().getNamespace() + "/" + model;
  }

  private DeploymentSources() {}
}
