package dev.slipway.runner.prepare.insight;

/**
 * How much one grouped variable tells of another: I = H(X) + H(Y) − H(X,Y), in bits (C. Shannon, A
 * Mathematical Theory of Communication, 1948).
 *
 * <p>Counts of few rows seem to tell more than there is. Each entropy is therefore raised by (K −
 * 1)/2n nats, K its groups that occur and n the rows (G. Miller, Note on the Bias of Information
 * Estimates, 1955), which lowers I by (Kxy − Kx − Ky + 1)/2n; what would fall below 0 is 0.
 *
 * @param bits the information
 * @param share of H(Y), from 0 to 1: Theil's uncertainty coefficient; 0 when Y is always the same
 */
public record MutualInformation(double bits, double share) {
  private static final double LN2 = Math.log(2);

  /** Of counts[x][y]. */
  static MutualInformation of(long[][] counts) {
    int columns = counts.length == 0 ? 0 : counts[0].length;
    long[] x = new long[counts.length];
    long[] y = new long[columns];
    long[] xy = new long[counts.length * columns];
    for (int i = 0; i < counts.length; i++) {
      for (int j = 0; j < columns; j++) {
        x[i] += counts[i][j];
        y[j] += counts[i][j];
        xy[i * columns + j] = counts[i][j];
      }
    }
    double label = entropy(y);
    if (label == 0) {
      return new MutualInformation(0, 0);
    }
    double nats = Math.max(0, entropy(x) + label - entropy(xy));
    return new MutualInformation(nats / LN2, Math.min(1, nats / label));
  }

  /** Miller's estimate, in nats; 0 of one group, which needs no correction. */
  private static double entropy(long[] counts) {
    long n = 0;
    int groups = 0;
    for (long count : counts) {
      n += count;
      groups += count > 0 ? 1 : 0;
    }
    double entropy = 0;
    for (long count : counts) {
      if (count > 0) {
        double p = (double) count / n;
        entropy -= p * Math.log(p);
      }
    }
    return groups < 2 ? 0 : entropy + (groups - 1) / (2.0 * n);
  }
}
