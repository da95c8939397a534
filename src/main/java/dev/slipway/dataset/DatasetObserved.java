package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.TrainingJob;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caches hold about a Dataset.
 *
 * @param jobs its Jobs by name
 * @param referenced the digests of snapshots that runs and ModelVersions were made from; empty when
 *     nothing is ever removed
 * @param wanted the latest moment after which a TrainingJob wants a snapshot; null when none does
 */
record DatasetObserved(
    Map<String, ObservedJob> jobs, Set<String> referenced, @Nullable Instant wanted) {

  static DatasetObserved from(Dataset dataset, Context<Dataset> context) {
    return new DatasetObserved(
        ObservedJob.of(
            dataset,
            context.getSecondaryResources(Job.class),
            context.getSecondaryResources(Pod.class)),
        dataset.getSpec().retention() == null
            ? Set.of()
            : SnapshotReferences.of(
                DatasetSources.jobs(dataset, context), DatasetSources.versions(dataset, context)),
        DatasetSources.requests(dataset, context).stream()
            .map(TrainingJob::getStatus)
            .filter(Objects::nonNull)
            .map(status -> status.snapshotRequest())
            .filter(Objects::nonNull)
            .map(request -> Instant.parse(request.notBefore()))
            .max(Comparator.naturalOrder())
            .orElse(null));
  }
}
