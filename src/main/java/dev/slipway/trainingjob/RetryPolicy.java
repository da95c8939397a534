package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJobSpec.Retry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How often a failed attempt is tried again, and when. */
final class RetryPolicy {
  private static final int FAILURES = 2;
  private static final Duration BACKOFF = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Whether another attempt follows, after so many failures. */
  static boolean allows(@Nullable Retry retry, int failures) {
    Integer budget = retry == null ? null : retry.failures();
    return failures <= (budget == null ? FAILURES : budget);
  }

  /** The pause after so many failures, from 1: doubled for each, up to ten minutes. */
  static Duration pause(@Nullable Retry retry, int failures) {
    Duration first = Durations.parse(retry == null ? null : retry.backoff(), BACKOFF);
    Duration pause = first;
    for (int i = 1; i < failures && pause.compareTo(LONGEST) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
  }

  private RetryPolicy() {}
}
