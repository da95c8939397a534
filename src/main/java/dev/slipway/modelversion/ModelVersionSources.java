package dev.slipway.modelversion;

import dev.slipway.api.DeploymentStatus;
import dev.slipway.api.DeploymentStatus.Revision;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a ModelVersion's controller watches, and whom each event concerns. */
final class ModelVersionSources {
  private static final String OURS =
      Slipway.MANAGED_BY + "=" + Slipway.MANAGER + "," + Slipway.MODEL_VERSION;
  private static final String BY_MODEL = "model";
  private static final String BY_VERSION = "version";

  static List<EventSource<?, ModelVersion>> of(EventSourceContext<ModelVersion> context) {
    var all = context.getPrimaryCache();
    all.addIndexer(BY_MODEL, version -> List.of(key(version, version.getSpec().model())));
    var deployments =
        new InformerEventSource<ModelDeployment, ModelVersion>(
            InformerEventSourceConfiguration.from(ModelDeployment.class, ModelVersion.class)
                // the version that is not served any more has to know as well
                .withSecondaryToPrimaryMapper(
                    deployment ->
                        all
                            .byIndex(BY_MODEL, key(deployment, deployment.getSpec().model()))
                            .stream()
                            .map(ResourceID::fromResource)
                            .collect(Collectors.toSet()))
                .withPrimaryToSecondaryMapper((ModelVersion version) -> Set.of())
                .withOnUpdateFilter((next, old) -> !serves(next).equals(serves(old)))
                .build(),
            context);
    deployments.addIndexers(
        Map.of(
            BY_VERSION,
            deployment -> serves(deployment).stream().map(v -> key(deployment, v)).toList()));
    return List.of(
        new InformerEventSource<Job, ModelVersion>(
            InformerEventSourceConfiguration.from(Job.class, ModelVersion.class)
                .withLabelSelector(OURS)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(ModelVersion.class))
                .build(),
            context),
        new InformerEventSource<Pod, ModelVersion>(
            InformerEventSourceConfiguration.from(Pod.class, ModelVersion.class)
                .withLabelSelector(OURS)
                .withSecondaryToPrimaryMapper(
                    pod ->
                        Set.of(
                            new ResourceID(
                                pod.getMetadata().getLabels().get(Slipway.MODEL_VERSION),
                                pod.getMetadata().getNamespace())))
                .build(),
            context),
        deployments);
  }

  /** All versions of a version's model. */
  static List<ModelVersion> line(ModelVersion version, Context<ModelVersion> context) {
    return context.getPrimaryCache().byIndex(BY_MODEL, key(version, version.getSpec().model()));
  }

  /** The Deployments that serve a version, or are about to, sorted. */
  static List<String> servedBy(ModelVersion version, Context<ModelVersion> context) {
    return ((InformerEventSource<ModelDeployment, ModelVersion>)
            context.eventSourceRetriever().getEventSourceFor(ModelDeployment.class))
        .byIndex(BY_VERSION, key(version, version.getMetadata().getName())).stream()
            .map(deployment -> deployment.getMetadata().getName())
            .sorted()
            .toList();
  }

  private static Set<String> serves(ModelDeployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    return status == null
        ? Set.of()
        : Stream.of(status.revision(), status.candidate())
            .filter(Objects::nonNull)
            .map(Revision::modelVersion)
            .collect(Collectors.toSet());
  }

  private static String key(HasMetadata object, String name) {
    return object.getMetadata().getNamespace() + "/" + name;
  }

  private ModelVersionSources() {}
}
