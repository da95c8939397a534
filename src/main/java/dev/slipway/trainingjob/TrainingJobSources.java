package dev.slipway.trainingjob;

import dev.slipway.api.Dataset;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.job.Changes;
import dev.slipway.job.QueueSettings;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;
import io.javaoperatorsdk.operator.processing.event.source.informer.Mappers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a TrainingJob's controller watches, and whom each event concerns. */
final class TrainingJobSources {
  private static final String OURS =
      Slipway.MANAGED_BY + "=" + Slipway.MANAGER + "," + Slipway.TRAINING_JOB;
  private static final String BY_DATASET = "dataset";
  private static final String BY_MODEL = "model";

  /** Whether a TrainingJob changed in a way that concerns its controller: its own writes do not. */
  static boolean concerns(TrainingJob now, TrainingJob before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(Asking.value(now), Asking.value(before))
        || now.getMetadata().getDeletionTimestamp() != null;
  }

  static List<EventSource<?, TrainingJob>> of(
      EventSourceContext<TrainingJob> context, QueueSettings queues) {
    IndexerResourceCache<TrainingJob> all = context.getPrimaryCache();
    all.addIndexer(BY_DATASET, tj -> keys(tj, tj.getSpec().dataset()));
    all.addIndexer(BY_MODEL, tj -> keys(tj, tj.getSpec().model()));
    var versions =
        new InformerEventSource<ModelVersion, TrainingJob>(
            InformerEventSourceConfiguration.from(ModelVersion.class, TrainingJob.class)
                .withSecondaryToPrimaryMapper(
                    version -> ids(all.byIndex(BY_MODEL, key(version, version.getSpec().model()))))
                .withPrimaryToSecondaryMapper((TrainingJob tj) -> Set.of())
                .withOnUpdateFilter((next, old) -> false)
                .build(),
            context);
    versions.addIndexers(
        Map.of(
            BY_MODEL,
            version ->
                Stream.of(
                        version.getSpec().model(), Versions.model(version.getMetadata().getName()))
                    .distinct()
                    .map(model -> key(version, model))
                    .toList()));
    var jobs =
        new InformerEventSource<Job, TrainingJob>(
            InformerEventSourceConfiguration.from(Job.class, TrainingJob.class)
                .withLabelSelector(OURS)
                .withSecondaryToPrimaryMapper(Mappers.fromOwnerReferences(TrainingJob.class))
                .withOnUpdateFilter(Changes::concern)
                .build(),
            context);
    var sources = new ArrayList<>(QueueSources.of(context, jobs, queues));
    sources.addAll(
        List.of(
            jobs,
            new InformerEventSource<Pod, TrainingJob>(
                InformerEventSourceConfiguration.from(Pod.class, TrainingJob.class)
                    .withLabelSelector(OURS)
                    .withSecondaryToPrimaryMapper(TrainingJobSources::labelled)
                    .withOnUpdateFilter(Changes::concern)
                    .build(),
                context),
            new InformerEventSource<Dataset, TrainingJob>(
                InformerEventSourceConfiguration.from(Dataset.class, TrainingJob.class)
                    .withSecondaryToPrimaryMapper(
                        dataset ->
                            ids(
                                all.byIndex(
                                    BY_DATASET, key(dataset, dataset.getMetadata().getName()))))
                    .withPrimaryToSecondaryMapper(
                        (TrainingJob tj) ->
                            tj.getSpec().dataset() == null
                                ? Set.of()
                                : Set.of(
                                    new ResourceID(
                                        tj.getSpec().dataset(), tj.getMetadata().getNamespace())))
                    .build(),
                context),
            new InformerEventSource<Monitor, TrainingJob>(
                InformerEventSourceConfiguration.from(Monitor.class, TrainingJob.class)
                    .withSecondaryToPrimaryMapper(TrainingJobSources::asked)
                    .build(),
                context),
            versions));
    return sources;
  }

  /** The ModelVersions that belong to a TrainingJob's model, or have a name of it. */
  static List<ModelVersion> versions(TrainingJob tj, Context<TrainingJob> context) {
    return ((InformerEventSource<ModelVersion, TrainingJob>)
            context.eventSourceRetriever().getEventSourceFor(ModelVersion.class))
        .byIndex(BY_MODEL, key(tj, tj.getSpec().model()));
  }

  private static Set<ResourceID> labelled(Pod pod) {
    return Set.of(
        new ResourceID(
            pod.getMetadata().getLabels().get(Slipway.TRAINING_JOB),
            pod.getMetadata().getNamespace()));
  }

  private static Set<ResourceID> asked(Monitor monitor) {
    RetrainRequest request =
        monitor.getStatus() == null ? null : monitor.getStatus().retrainRequest();
    return request == null
        ? Set.of()
        : Set.of(new ResourceID(request.trainingJob(), monitor.getMetadata().getNamespace()));
  }

  private static List<String> keys(HasMetadata object, @Nullable String name) {
    return name == null ? List.of() : List.of(key(object, name));
  }

  private static String key(HasMetadata object, String name) {
    return object.getMetadata().getNamespace() + "/" + name;
  }

  private static Set<ResourceID> ids(List<TrainingJob> jobs) {
    return jobs.stream().map(ResourceID::fromResource).collect(Collectors.toSet());
  }

  private TrainingJobSources() {}
}
