package dev.slipway.runner.prepare.insight;

import java.util.Locale;

/** Shares as people read them. */
public final class Percent {
  /** A share of 1 in percent, with about three digits. */
  public static String of(double share) {
    double percent = share * 100;
    if (percent == 0 || percent == 100) {
      return (int) percent + " %";
    }
    if (percent < 0.01) {
      return "< 0.01 %";
    }
    int digits = percent < 10 || percent > 99 ? 2 : 1;
    return String.format(Locale.ROOT, "%." + digits + "f %%", percent);
  }

  private Percent() {}
}
