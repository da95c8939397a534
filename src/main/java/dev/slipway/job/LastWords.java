package dev.slipway.job;

import org.jspecify.annotations.Nullable;

/** The end of what a container said, as far as it helps in a condition. Pure. */
public final class LastWords {
  private static final int LONGEST = 500;

  /** The end of a termination message with a colon before it; empty when there is none. */
  public static String of(@Nullable String termination) {
    if (termination == null || termination.isBlank()) {
      return "";
    }
    String text = termination.strip();
    return ": " + (text.length() > LONGEST ? "…" + text.substring(text.length() - LONGEST) : text);
  }

  private LastWords() {}
}
