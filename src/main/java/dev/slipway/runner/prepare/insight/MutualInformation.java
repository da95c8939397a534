package dev.slipway.runner.prepare.insight;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.HypergeometricDistribution;

/**
 * How much one grouped variable tells of another, beyond what chance would: I(X;Y) − E, with I =
 * H(X) + H(Y) − H(X,Y) (C. Shannon, A Mathematical Theory of Communication, 1948) and E the mean of
 * I over all ways to shuffle Y among the rows, which is 0 for many rows and large for few rows in
 * many groups; what would fall below 0 is 0 (N. Vinh, J. Epps and J. Bailey, Information Theoretic
 * Measures for Clusterings Comparison, JMLR 11, 2010, formula 24a).
 *
 * @param bits the information
 * @param share of what there is to know, (I − E) / (H(Y) − E), from 0 to 1; 0 when Y is always the
 *     same
 */
public record MutualInformation(double bits, double share) {
  private static final double LN2 = Math.log(2);

  /** Beyond so many deviations a count does not happen by chance. */
  private static final int DEVIATIONS = 8;

  /** Of counts[x][y]. */
  static MutualInformation of(long[][] counts) {
    int columns = counts.length == 0 ? 0 : counts[0].length;
    long[] x = new long[counts.length];
    long[] y = new long[columns];
    long n = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < columns; j++) {
        x[i] += counts[i][j];
        y[j] += counts[i][j];
        n += counts[i][j];
      }
    }
    double information = 0;
    double chance = 0;
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < columns; j++) {
        if (x[i] > 0 && y[j] > 0) {
          information += term(counts[i][j], x[i], y[j], n);
          chance += expected(x[i], y[j], n);
        }
      }
    }
    double label = entropy(y, n);
    double found = Math.max(0, information - chance);
    return label - chance <= 1e-12 || found <= 1e-12
        ? new MutualInformation(0, 0)
        : new MutualInformation(found / LN2, Math.min(1, found / (label - chance)));
  }

  /** One cell's part of I, in nats. */
  private static double term(long both, long x, long y, long n) {
    return both == 0 ? 0 : (double) both / n * Math.log((double) n * both / ((double) x * y));
  }

  /** The mean of a cell's part when labels are shuffled: its count is then hypergeometric. */
  private static double expected(long x, long y, long n) {
    var shuffled =
        HypergeometricDistribution.of(Math.toIntExact(n), Math.toIntExact(x), Math.toIntExact(y));
    double reach = DEVIATIONS * (Math.sqrt(shuffled.getVariance()) + 1);
    long from = Math.max(shuffled.getSupportLowerBound(), (long) (shuffled.getMean() - reach));
    long to = Math.min(shuffled.getSupportUpperBound(), (long) (shuffled.getMean() + reach));
    double mean = 0;
    for (long both = Math.max(1, from); both <= to; both++) {
      mean += shuffled.probability((int) both) * term(both, x, y, n);
    }
    return mean;
  }

  private static double entropy(long[] counts, long n) {
    return Arrays.stream(counts)
        .filter(count -> count > 0)
        .mapToDouble(count -> -(double) count / n * Math.log((double) count / n))
        .sum();
  }
}
