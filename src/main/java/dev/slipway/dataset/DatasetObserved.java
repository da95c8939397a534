package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.Progress;
import dev.slipway.api.TrainingJob;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.net.URI;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caches hold about a Dataset.
 *
 * @param jobs its Jobs by name
 * @param referenced the digests of snapshots that runs and ModelVersions were made from; empty when
 *     nothing is ever removed
 * @param progress how far the preparation is that runs; null when nobody knows
 * @param wanted the latest moment after which a TrainingJob wants a snapshot; null when none does
 */
record DatasetObserved(
    Map<String, ObservedJob> jobs,
    Set<String> referenced,
    @Nullable Progress progress,
    @Nullable Instant wanted) {

  static DatasetObserved from(
      Dataset dataset, Context<Dataset> context, @Nullable Progress progress) {
    return new DatasetObserved(
        ObservedJob.of(
            dataset,
            context.getSecondaryResources(Job.class),
            context.getSecondaryResources(Pod.class)),
        dataset.getSpec().retention() == null
            ? Set.of()
            : SnapshotReferences.of(
                DatasetSources.jobs(dataset, context), DatasetSources.versions(dataset, context)),
        progress,
        DatasetSources.requests(dataset, context).stream()
            .map(TrainingJob::getStatus)
            .filter(Objects::nonNull)
            .map(status -> status.snapshotRequest())
            .filter(Objects::nonNull)
            .map(request -> Instant.parse(request.notBefore()))
            .max(Comparator.naturalOrder())
            .orElse(null));
  }

  /** Where the pod of a Dataset's preparation tells how far it is, by its Job, while it runs. */
  Map<String, URI> progressAddress(Dataset dataset) {
    Preparation last = Preparations.status(dataset).preparation();
    return last == null || last.finishedAt() != null
        ? Map.of()
        : Optional.ofNullable(jobs.get(last.job()))
            .flatMap(ObservedJob::progressAddress)
            .map(address -> Map.of(last.job(), address))
            .orElse(Map.of());
  }
}
