package dev.slipway.modelversion;

import dev.slipway.api.ModelVersionStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a ModelVersion's controller does next. */
sealed interface Decision {
  /** The whole new status. */
  ModelVersionStatus status();

  /** When to look again if nothing happens; null for never. */
  @Nullable Duration again();

  /**
   * Nothing is made.
   *
   * @param stop Jobs that nobody waits for any more; they are deleted
   */
  record Rest(ModelVersionStatus status, @Nullable Duration again, List<Job> stop)
      implements Decision {}

  /** A validation starts. */
  record Start(Job job, ModelVersionStatus status, @Nullable Duration again) implements Decision {}
}
