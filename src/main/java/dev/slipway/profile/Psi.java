package dev.slipway.profile;

import org.apache.commons.statistics.distribution.ChiSquaredDistribution;

/**
 * The population stability index, Σ (p−q)·ln(p/q) over the bins, where q is a bin's share in the
 * baseline and p its share in the traffic (S. Lewis, An Introduction to Credit Scoring, 1994).
 *
 * <p>Bins that are empty on both sides are left out. So that the others stay finite, ½ is added to
 * every count of the baseline, and B rows that are distributed like the baseline are added to the
 * traffic (a Dirichlet prior around the baseline). That also keeps small windows from exceeding the
 * floor more often than its level says, with even bins as with rare categories.
 *
 * <p>Without drift, n rows of traffic against m rows of baseline give a PSI that is distributed
 * like χ² with B−1 degrees of freedom times (1/n + 1/m) (B. Yurdakul, Statistical Properties of
 * Population Stability Index, 2018). {@link #floor} is what chance alone rarely exceeds.
 *
 * @param value the index
 * @param bins B, the bins that were compared
 * @param current n
 * @param reference m
 */
public record Psi(double value, int bins, long current, long reference) {
  /** How often one column may exceed its floor by chance. */
  public static final double COLUMN_ALARMS = 0.001;

  /** How often any column of a window may exceed its floor by chance. */
  public static final double WINDOW_ALARMS = 0.01;

  private static final double BASELINE_PRIOR = 0.5;

  /**
   * Compares traffic with a baseline.
   *
   * @param current rows of the traffic by bin
   * @param reference rows of the baseline in the same bins
   */
  public static Psi of(long[] current, long[] reference) {
    if (current.length != reference.length) {
      throw new IllegalArgumentException(
          "there are " + current.length + " counters and " + reference.length + " bins");
    }
    int bins = 0;
    long n = 0;
    long m = 0;
    for (int i = 0; i < current.length; i++) {
      if (current[i] > 0 || reference[i] > 0) {
        bins++;
      }
      n += current[i];
      m += reference[i];
    }
    double psi = 0;
    if (n > 0 && m > 0) {
      for (int i = 0; i < current.length; i++) {
        if (current[i] > 0 || reference[i] > 0) {
          double q = (reference[i] + BASELINE_PRIOR) / (m + BASELINE_PRIOR * bins);
          double p = (current[i] + bins * q) / (n + bins);
          psi += (p - q) * Math.log(p / q);
        }
      }
    }
    return new Psi(psi, bins, n, m);
  }

  /**
   * What the index must exceed to be drift: the threshold, and what chance makes of so few rows,
   * max(threshold, χ²(1−α, B−1)·(1/n + 1/m)). α is {@link #alarms}.
   *
   * @param threshold what is too much, however many rows there are
   * @param columns how many columns are judged together
   */
  public double floor(double threshold, int columns) {
    if (bins < 2 || current == 0 || reference == 0) {
      return threshold;
    }
    double chance =
        ChiSquaredDistribution.of(bins - 1).inverseSurvivalProbability(alarms(columns))
            * (1.0 / current + 1.0 / reference);
    return Math.max(threshold, chance);
  }

  /**
   * The chance of a false alarm that each of several columns may have: {@link #COLUMN_ALARMS}, and
   * less when there are more than ten, so that a window stays below {@link #WINDOW_ALARMS}
   * (Bonferroni).
   */
  public static double alarms(int columns) {
    return Math.min(COLUMN_ALARMS, WINDOW_ALARMS / Math.max(1, columns));
  }
}
