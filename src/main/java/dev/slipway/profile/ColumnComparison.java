package dev.slipway.profile;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * One column's traffic beside its baseline.
 *
 * @param column the column
 * @param psi over all bins, with unlisted categories and missing values as bins of their own
 * @param nullIncrease the share of missing values above the baseline's; negative when there are
 *     fewer
 * @param nullChance what chance makes of that with so few rows
 * @param unseen the share of values that the baseline does not know; null when its list of
 *     categories is not complete
 */
public record ColumnComparison(
    String column, Psi psi, double nullIncrease, double nullChance, @Nullable Double unseen) {

  /**
   * Compares counters with a baseline.
   *
   * @param baseline the column's baseline
   * @param counts the column's counters, laid out as {@link Bins} says
   * @param columns how many columns are judged together; see {@link Psi#alarms}
   * @throws IllegalArgumentException when the counters are not of these bins
   */
  public static ColumnComparison of(ColumnProfile baseline, long[] counts, int columns) {
    Psi psi = Psi.of(counts, reference(baseline));
    long n = psi.current();
    long m = psi.reference();
    long missing = counts[counts.length - 1];
    double share = share(missing, n);
    double pooled = share(missing + baseline.nulls(), n + m);
    double chance =
        n == 0 || m == 0
            ? 0
            : NormalDistribution.of(0, 1).inverseSurvivalProbability(Psi.alarms(columns))
                * Math.sqrt(pooled * (1 - pooled) * (1.0 / n + 1.0 / m));
    boolean complete = baseline.categories() != null && baseline.unlisted() == 0;
    return new ColumnComparison(
        baseline.name(),
        psi,
        share - share(baseline.nulls(), m),
        chance,
        complete ? share(counts[counts.length - 2], n) : null);
  }

  /** The baseline's rows in the layout of counters. */
  public static long[] reference(ColumnProfile baseline) {
    int size = baseline.counts().size();
    var reference = new long[size + 2];
    for (int i = 0; i < size; i++) {
      reference[i] = baseline.counts().get(i);
    }
    reference[size] = baseline.unlisted();
    reference[size + 1] = baseline.nulls();
    return reference;
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }
}
