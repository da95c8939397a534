package dev.slipway.dataset;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Run;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which snapshots are in use: those of a TrainingJob's runs and of ModelVersions. A Deployment
 * serves ModelVersions, which cannot be deleted as long as it does.
 */
final class SnapshotReferences {
  /** The digests of the snapshots that these refer to. */
  static Set<String> of(Collection<TrainingJob> jobs, Collection<ModelVersion> versions) {
    return Stream.concat(
            jobs.stream().flatMap(job -> runs(job).stream()).map(Run::snapshot),
            versions.stream()
                .map(version -> version.getSpec().lineage())
                .filter(Objects::nonNull)
                .map(Lineage::snapshot))
        .filter(Objects::nonNull)
        .map(Snapshot::digest)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The Datasets that a TrainingJob's runs were trained on. */
  static List<String> datasets(TrainingJob job) {
    return runs(job).stream().map(Run::dataset).filter(Objects::nonNull).distinct().toList();
  }

  private static List<Run> runs(TrainingJob job) {
    TrainingJobStatus status = job.getStatus();
    return status == null
        ? List.of()
        : Stream.concat(Stream.ofNullable(status.run()), status.history().stream()).toList();
  }

  private SnapshotReferences() {}
}
