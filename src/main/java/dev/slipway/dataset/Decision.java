package dev.slipway.dataset;

import dev.slipway.api.DatasetStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Dataset's controller does next. */
sealed interface Decision {
  /** The whole new status. */
  DatasetStatus status();

  /** When to look again if nothing happens; null for never. */
  @Nullable Duration again();

  /**
   * Nothing is made.
   *
   * @param stop Jobs that nobody needs any more; they are deleted
   */
  record Rest(DatasetStatus status, @Nullable Duration again, List<Job> stop) implements Decision {}

  /**
   * An attempt starts.
   *
   * @param job its Job
   */
  record Start(Job job, DatasetStatus status, @Nullable Duration again) implements Decision {}

  /**
   * A small Job starts that removes old snapshots or looks at the sources.
   *
   * @param condition the condition that tells of it
   */
  record Upkeep(Job job, String condition, DatasetStatus status, @Nullable Duration again)
      implements Decision {}
}
