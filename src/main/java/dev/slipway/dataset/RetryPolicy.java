package dev.slipway.dataset;

import java.time.Duration;

/** How often a preparation that failed for a passing reason is tried again, and when. */
final class RetryPolicy {
  private static final int ATTEMPTS = 3;
  private static final Duration FIRST = Duration.ofSeconds(10);

  /** Whether another attempt follows a failed one. */
  static boolean allows(int attempt) {
    return attempt < ATTEMPTS;
  }

  /** The pause after a failed attempt: 10 s, then 20 s. */
  static Duration pause(int attempt) {
    return FIRST.multipliedBy(1L << (attempt - 1));
  }

  private RetryPolicy() {}
}
