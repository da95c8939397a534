package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.SnapshotRequest;
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
import org.jspecify.annotations.Nullable;

/** What a Dataset's controller watches, and whom each event concerns. */
final class DatasetSources {
  private static final String OURS =
      Slipway.MANAGED_BY + "=" + Slipway.MANAGER + "," + Slipway.DATASET;
  private static final String BY_REQUEST = "snapshotRequest";
  private static final String BY_RUN = "run";
  private static final String BY_LINEAGE = "lineage";

  /** Whether a Dataset changed in a way that concerns its controller: its own writes do not. */
  static boolean concerns(Dataset now, Dataset before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(Preparations.asked(now), Preparations.asked(before))
        || now.getMetadata().getDeletionTimestamp() != null;
  }

  static List<EventSource<?, Dataset>> of(EventSourceContext<Dataset> context) {
    var requests =
        new InformerEventSource<TrainingJob, Dataset>(
            InformerEventSourceConfiguration.from(TrainingJob.class, Dataset.class)
                .withSecondaryToPrimaryMapper(DatasetSources::asked)
                .withPrimaryToSecondaryMapper((Dataset dataset) -> Set.of())
                .build(),
            context);
    requests.addIndexers(
        Map.of(
            BY_REQUEST,
            job -> {
              SnapshotRequest request = request(job);
              return request == null ? List.of() : List.of(key(job, request.dataset()));
            },
            BY_RUN,
            job -> SnapshotReferences.datasets(job).stream().map(name -> key(job, name)).toList()));
    var versions =
        new InformerEventSource<ModelVersion, Dataset>(
            InformerEventSourceConfiguration.from(ModelVersion.class, Dataset.class)
                // looked up when snapshots may be removed; until then a version changes nothing
                .withSecondaryToPrimaryMapper(version -> Set.of())
                .withPrimaryToSecondaryMapper((Dataset dataset) -> Set.of())
                .withOnUpdateFilter((next, old) -> false)
                .build(),
            context);
    versions.addIndexers(
        Map.of(
            BY_LINEAGE,
            version -> {
              Lineage lineage = version.getSpec().lineage();
              return lineage == null || lineage.dataset() == null
                  ? List.of()
                  : List.of(key(version, lineage.dataset()));
            }));
    return List.of(
        new InformerEventSource<Job, Dataset>(
            InformerEventSourceConfiguration.from(Job.class, Dataset.class)
                .withLabelSelector(OURS)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(Dataset.class))
                .build(),
            context),
        new InformerEventSource<Pod, Dataset>(
            InformerEventSourceConfiguration.from(Pod.class, Dataset.class)
                .withLabelSelector(OURS)
                .withSecondaryToPrimaryMapper(
                    pod ->
                        Set.of(
                            new ResourceID(
                                pod.getMetadata().getLabels().get(Slipway.DATASET),
                                pod.getMetadata().getNamespace())))
                .build(),
            context),
        requests,
        versions);
  }

  /** The TrainingJobs that have trained on a Dataset's snapshots. */
  static List<TrainingJob> jobs(Dataset dataset, Context<Dataset> context) {
    return ((InformerEventSource<TrainingJob, Dataset>)
            context.eventSourceRetriever().getEventSourceFor(TrainingJob.class))
        .byIndex(BY_RUN, key(dataset, dataset.getMetadata().getName()));
  }

  /** The ModelVersions that were made from a Dataset's snapshots. */
  static List<ModelVersion> versions(Dataset dataset, Context<Dataset> context) {
    return ((InformerEventSource<ModelVersion, Dataset>)
            context.eventSourceRetriever().getEventSourceFor(ModelVersion.class))
        .byIndex(BY_LINEAGE, key(dataset, dataset.getMetadata().getName()));
  }

  /** The TrainingJobs that ask a Dataset for a snapshot. */
  static List<TrainingJob> requests(Dataset dataset, Context<Dataset> context) {
    return ((InformerEventSource<TrainingJob, Dataset>)
            context.eventSourceRetriever().getEventSourceFor(TrainingJob.class))
        .byIndex(BY_REQUEST, key(dataset, dataset.getMetadata().getName()));
  }

  private static Set<ResourceID> asked(TrainingJob job) {
    SnapshotRequest request = request(job);
    return request == null
        ? Set.of()
        : Set.of(new ResourceID(request.dataset(), job.getMetadata().getNamespace()));
  }

  private static @Nullable SnapshotRequest request(TrainingJob job) {
    return job.getStatus() == null ? null : job.getStatus().snapshotRequest();
  }

  private static String key(HasMetadata object, String name) {
    return object.getMetadata().getNamespace() + "/" + name;
  }

  private DatasetSources() {}
}
