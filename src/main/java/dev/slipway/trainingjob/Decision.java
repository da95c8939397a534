package dev.slipway.trainingjob;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.TrainingJobStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a TrainingJob's controller does next. */
sealed interface Decision {
  /** The whole new status. */
  TrainingJobStatus status();

  /** When to look again if nothing happens; null for never. */
  @Nullable Duration again();

  /**
   * Nothing is made.
   *
   * @param stop jobs that nobody waits for any more; they are deleted
   */
  record Rest(TrainingJobStatus status, @Nullable Duration again, List<HasMetadata> stop)
      implements Decision {}

  /**
   * An attempt starts.
   *
   * @param job its Job
   * @param service what its pods need to find each other; none for one pod
   */
  record Start(
      Job job, Optional<Service> service, TrainingJobStatus status, @Nullable Duration again)
      implements Decision {}

  /**
   * An attempt is handed over to another operator.
   *
   * @param job the job that the other operator runs
   */
  record HandOver(GenericKubernetesResource job, TrainingJobStatus status, @Nullable Duration again)
      implements Decision {}

  /**
   * What became of a trial is written down at its Job.
   *
   * @param outcome as JSON
   * @param stop whether what runs of it is stopped
   */
  record Note(Job job, String outcome, boolean stop, TrainingJobStatus status) implements Decision {
    @Override
    public Duration again() {
      return Duration.ofMillis(100);
    }
  }

  /**
   * A run has succeeded.
   *
   * @param version what came of it
   */
  record Publish(ModelVersion version, TrainingJobStatus status) implements Decision {
    @Override
    public @Nullable Duration again() {
      return RunPlan.NEXT;
    }
  }
}
