package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJobSpec.Retry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** The pause before an attempt is tried again. */
final class Backoff {
  private static final Duration FIRST = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** By how much a pause may be shortened, in thousandths. */
  private static final long JITTER = 200;

  /**
   * Doubled each time up to ten minutes, and shortened by up to a fifth, so that what failed
   * together does not come back together. The same attempt always has the same pause.
   *
   * @param nth the number of the failure among its kind, from 1
   * @param attempt what tells the attempt from all others
   */
  static Duration pause(@Nullable Retry retry, int nth, String attempt) {
    Duration pause = Durations.parse(retry == null ? null : retry.backoff(), FIRST);
    for (int i = 1; i < nth && pause.compareTo(LONGEST) < 0; i++) {
      pause = pause.multipliedBy(2);
    }
    long longest = Math.min(pause.toMillis(), LONGEST.toMillis());
    var checksum = new CRC32();
    checksum.update(attempt.getBytes(StandardCharsets.UTF_8));
    return Duration.ofMillis(longest - longest * (checksum.getValue() % (JITTER + 1)) / 1000);
  }

  private Backoff() {}
}
