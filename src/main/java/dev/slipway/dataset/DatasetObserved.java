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
import org.jspecify.annotations.Nullable;

/**
 * What the caches hold about a Dataset.
 *
 * @param jobs its Jobs by name
 * @param wanted the latest moment after which a TrainingJob wants a snapshot; null when none does
 */
record DatasetObserved(Map<String, ObservedJob> jobs, @Nullable Instant wanted) {

  static DatasetObserved from(Dataset dataset, Context<Dataset> context) {
    return new DatasetObserved(
        ObservedJob.of(
            dataset,
            context.getSecondaryResources(Job.class),
            context.getSecondaryResources(Pod.class)),
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
