package dev.slipway.api;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Lengths of time as the API writes them: 30s, 10m, 1h30m, 168h. */
public final class Durations {
  /** What the API server accepts; all of it is understood by CEL's {@code duration} too. */
  public static final String PATTERN = "^([0-9]{1,6}h)?([0-9]{1,6}m)?([0-9]{1,6}s)?$";

  /**
   * Reads a length of time.
   *
   * @param text text that matches {@link #PATTERN}, or null
   * @param otherwise what an absent or empty text means
   */
  public static Duration parse(@Nullable String text, Duration otherwise) {
    return text == null || text.isEmpty()
        ? otherwise
        : Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }

  /** The shorter of two; null means never. */
  public static @Nullable Duration sooner(@Nullable Duration one, @Nullable Duration other) {
    return one == null || (other != null && other.compareTo(one) < 0) ? other : one;
  }

  private Durations() {}
}
