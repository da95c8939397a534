package dev.slipway.monitor.collect;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Windows of one length that follow each other without gap, aligned to the epoch: lengths that
 * divide an hour start with the full hour (UTC), 24 h at midnight.
 *
 * @param seconds the length; a multiple of 10, above an hour of 600
 */
public record WindowGrid(long seconds) {
  /** How long agents keep short buckets; what a restarted operator can catch up on. */
  private static final long CATCH_UP_SECONDS = 3600;

  /** The start of the window that a moment lies in. */
  public long start(Instant moment) {
    return Math.floorDiv(moment.getEpochSecond(), seconds) * seconds;
  }

  /**
   * The first window to collect.
   *
   * @param done the end of the last window that is in the status, or null
   * @param since when the Monitor was created; nothing before is of interest
   * @param now the present
   */
  public long next(@Nullable Instant done, Instant since, Instant now) {
    long earliest =
        Math.max(start(since), start(now.minusSeconds(Math.max(CATCH_UP_SECONDS, seconds))));
    return done == null ? earliest : Math.max(start(done), earliest);
  }
}
