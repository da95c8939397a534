package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingProgress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a training counts as stalled: its code has reported nothing for longer than
 * deadlines.stalled. A pod that cannot be asked is not judged.
 */
final class StallPolicy {
  /** What was reported is asked for every 10 s. */
  private static final Duration ASKED = Duration.ofSeconds(15);

  /**
   * How long until it does; null when it never will.
   *
   * @param stage of the running training container
   */
  static @Nullable Duration left(
      @Nullable Deadlines deadlines, AttemptStage stage, TrainingProgress progress, Instant now) {
    if (deadlines == null || deadlines.stalled() == null) {
      return null;
    }
    Instant since = stage.since() == null ? now : stage.since();
    Instant news = progress.reportedAt() == null ? since : Instant.parse(progress.reportedAt());
    return Duration.between(
        now, news.plus(Durations.parse(deadlines.stalled(), Duration.ZERO)).plus(ASKED));
  }

  /** The failure that it is then. */
  static AttemptOutcome.Broke broke(@Nullable Deadlines deadlines, @Nullable String node) {
    return new AttemptOutcome.Broke(
        "Stalled",
        "its code has written nothing into $SLIPWAY_METRICS for longer than deadlines.stalled (%s)"
            .formatted(deadlines == null ? "" : deadlines.stalled()),
        true,
        null,
        node);
  }

  private StallPolicy() {}
}
