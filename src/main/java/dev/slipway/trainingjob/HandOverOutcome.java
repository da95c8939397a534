package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatusAttemptBuilder;
import dev.slipway.engine.EngineState;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the job of another operator, and the Job that publishes after it, say about an attempt. */
final class HandOverOutcome {
  private static final String ENGINE_FAILED = "EngineFailed";

  /**
   * Tells what became of an attempt; empty when its model waits to be published.
   *
   * @param engine the job of the other operator; null when it is not there
   * @param publish the Job that publishes; null when there is none yet
   * @param trainer the name of the container that leaves the model
   * @param news what others say of the Job that publishes
   */
  static Optional<AttemptOutcome> of(
      Attempt attempt,
      @Nullable ObservedEngine engine,
      @Nullable ObservedJob publish,
      String trainer,
      @Nullable Deadlines deadlines,
      Instant now,
      JobNews news) {
    if (publish != null) {
      return Optional.of(publishing(attempt, publish, deadlines, now, news));
    }
    Instant started = Instant.parse(attempt.startedAt());
    if (engine == null) {
      return Optional.of(
          now.isBefore(started.plus(AttemptOutcome.CACHE_LAG))
              ? new AttemptOutcome.Going(null, null, "", AttemptOutcome.CACHE_LAG)
              : new AttemptOutcome.Broke(
                  "PodLost", "its job " + attempt.job() + " was deleted", true, null, null));
    }
    return switch (engine.said().phase()) {
      case SUCCEEDED -> Optional.empty();
      case FAILED -> Optional.of(failed(engine, trainer));
      case PENDING, RUNNING -> Optional.of(going(started, engine, trainer, deadlines, now));
    };
  }

  private static AttemptOutcome publishing(
      Attempt attempt,
      ObservedJob publish,
      @Nullable Deadlines deadlines,
      Instant now,
      JobNews news) {
    Attempt its =
        TrainingJobStatusAttemptBuilder.builder(attempt)
            .startedAt(publish.job().getMetadata().getCreationTimestamp())
            .build();
    AttemptOutcome outcome =
        AttemptOutcome.of(its, publish, TrainingJobTemplate.PUBLISH, deadlines, now, news);
    var stage = new AttemptStage(AttemptStage.PUBLISHING, AttemptStage.PUBLISHING, null);
    return outcome instanceof AttemptOutcome.Going going
        ? new AttemptOutcome.Going(stage, going.trouble(), going.message(), going.again())
        : outcome;
  }

  /** Its pods know best why it failed, as far as they are there. */
  private static AttemptOutcome failed(ObservedEngine engine, String trainer) {
    String said =
        engine.said().message().isEmpty() ? "it does not say why" : engine.said().message();
    String message = engine.called() + " has failed: " + said;
    if (engine.pods().state() instanceof JobState.Failed end && !end.reason().equals("PodLost")) {
      AttemptOutcome.Broke why = AttemptOutcome.failed(end, engine.pods(), trainer);
      return new AttemptOutcome.Broke(
          why.reason(),
          why.message() + " (" + message + ")",
          why.retryable(),
          why.exitCode(),
          why.node());
    }
    return new AttemptOutcome.Broke(ENGINE_FAILED, message, true, null, null);
  }

  private static AttemptOutcome going(
      Instant started,
      ObservedEngine engine,
      String trainer,
      @Nullable Deadlines deadlines,
      Instant now) {
    Duration longest = TrainingJobTemplate.longest(deadlines);
    Duration left = Duration.between(now, started.plus(longest));
    if (!left.isPositive()) {
      return new AttemptOutcome.Broke(
          "Deadline", engine.called() + " ran past its deadline", false, null, null);
    }
    AttemptOutcome outcome = alive(started, engine, trainer, deadlines, now);
    return outcome instanceof AttemptOutcome.Going going ? going.by(left) : outcome;
  }

  private static AttemptOutcome alive(
      Instant started,
      ObservedEngine engine,
      String trainer,
      @Nullable Deadlines deadlines,
      Instant now) {
    boolean unseen = engine.pods().pods().isEmpty();
    if (unseen && engine.said().phase() == EngineState.Phase.RUNNING) {
      return new AttemptOutcome.Going(
          new AttemptStage(AttemptStage.RUNNING, AttemptStage.TRAINING, null), null, "", null);
    }
    JobState state = engine.pods().state();
    AttemptStage stage = AttemptStage.of(engine.pods(), state, trainer);
    if (unseen) {
      String said = engine.said().message();
      String message = engine.called() + (said.isEmpty() ? " has not begun" : ": " + said);
      return AttemptOutcome.pending(
          stage, AttemptStage.PENDING, message, started, engine.pods(), deadlines, now);
    }
    Instant begun = begun(started, engine);
    return switch (state) {
      case JobState.Pending wait ->
          AttemptOutcome.pending(
              stage, wait.reason(), wait.message(), begun, engine.pods(), deadlines, now);
      case JobState.Running run when !stage.trains() ->
          AttemptOutcome.pending(
              stage,
              AttemptStage.INITIALIZING,
              "its data is being fetched",
              begun,
              engine.pods(),
              deadlines,
              now);
      case JobState.Running run -> new AttemptOutcome.Going(stage, null, "", null);
      // the other operator decides what the end of a pod means; it may make another
      case JobState.Succeeded end -> new AttemptOutcome.Going(null, null, "", null);
      case JobState.Failed end -> new AttemptOutcome.Going(null, null, "", null);
      case JobState.Absent none -> new AttemptOutcome.Going(null, null, "", null);
    };
  }

  /** A pod that the other operator makes again, however late, has its own time to begin. */
  private static Instant begun(Instant started, ObservedEngine engine) {
    Instant made = Instant.parse(engine.trainer().getMetadata().getCreationTimestamp());
    return made.isAfter(started) ? made : started;
  }

  private HandOverOutcome() {}
}
