package dev.slipway.trainingjob;

import dev.slipway.api.Condition;
import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.Snapshot;
import dev.slipway.status.Conditions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a TrainingJob's Dataset can be trained on. */
sealed interface DataState {
  /** It has a snapshot of what its spec says. */
  record Usable(Snapshot snapshot) implements DataState {}

  /** It is being prepared. */
  record Pending(String reason, String message) implements DataState {}

  /** It will not be ready until somebody changes something. */
  record Broken(String reason, String message) implements DataState {}

  /** Reads a Dataset. */
  static DataState of(String name, @Nullable Dataset dataset) {
    if (dataset == null) {
      return new Broken("DatasetNotFound", "Dataset %s does not exist: create it".formatted(name));
    }
    DatasetStatus status = dataset.getStatus();
    if (status == null
        || !java.util.Objects.equals(
            status.observedGeneration(), dataset.getMetadata().getGeneration())) {
      return new Pending("DatasetPending", "Dataset %s has not been looked at yet".formatted(name));
    }
    Optional<Condition> stalled =
        Conditions.find(status.conditions(), Conditions.STALLED).filter(Condition::isTrue);
    if (stalled.isPresent()) {
      return new Broken(
          "DatasetFailed",
          "Dataset %s: %s: %s".formatted(name, stalled.get().reason(), stalled.get().message()));
    }
    Snapshot snapshot = status.snapshot();
    return snapshot == null || !Conditions.isTrue(status.conditions(), Conditions.READY)
        ? new Pending("DatasetPending", "Dataset %s is being prepared".formatted(name))
        : new Usable(snapshot);
  }

  /** Whether the Dataset's last preparation started after a moment and has ended. */
  static boolean triedSince(@Nullable Dataset dataset, Instant moment) {
    if (dataset == null || dataset.getStatus() == null) {
      return true;
    }
    DatasetStatus.Preparation last = dataset.getStatus().preparation();
    return last != null
        && last.finishedAt() != null
        && Instant.parse(last.startedAt()).isAfter(moment);
  }
}
