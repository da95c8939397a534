package dev.slipway.trainingjob;

import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far an attempt's pod is.
 *
 * @param phase the phase of the TrainingJob, and the condition that is True meanwhile
 * @param reason of Ready
 * @param since when it came to that; null when the pod does not tell
 */
record AttemptStage(String phase, String reason, @Nullable Instant since) {
  /** The phase of an attempt whose Job waits in its queue. */
  static final String QUEUED = "Queued";

  /** The phase of an attempt whose pod has no node, or no images, yet. */
  static final String PENDING = "Pending";

  /** Data is fetched, and the template's own init containers run. */
  static final String INITIALIZING = "Initializing";

  /** The training container runs. */
  static final String RUNNING = "Running";

  /** The model is brought into the store. */
  static final String PUBLISHING = "Publishing";

  /** The reason of Ready while the training container runs. */
  static final String TRAINING = "Training";

  /** Tells it of a Job that goes on. */
  static AttemptStage of(ObservedJob job, JobState state, String trainer) {
    if (job.held()) {
      return new AttemptStage(QUEUED, QUEUED, null);
    }
    Optional<ContainerState> training = job.container(trainer).map(ContainerStatus::getState);
    if (training.isPresent() && training.get().getTerminated() != null) {
      return new AttemptStage(
          PUBLISHING, PUBLISHING, time(training.get().getTerminated().getFinishedAt()));
    }
    if (training.isPresent() && training.get().getRunning() != null) {
      return new AttemptStage(RUNNING, TRAINING, time(training.get().getRunning().getStartedAt()));
    }
    return state instanceof JobState.Running
        ? new AttemptStage(INITIALIZING, INITIALIZING, job.started().orElse(null))
        : new AttemptStage(PENDING, PENDING, null);
  }

  /** Whether the training container runs, or has run. */
  boolean trains() {
    return phase.equals(RUNNING) || phase.equals(PUBLISHING);
  }

  private static @Nullable Instant time(@Nullable String text) {
    return text == null || text.isEmpty() ? null : Instant.parse(text);
  }
}
