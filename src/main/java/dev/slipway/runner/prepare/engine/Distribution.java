package dev.slipway.runner.prepare.engine;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a numeric column's values are like. It is computed in one pass over the sorted values, so it
 * does not depend on the order of rows or on threads, and needs no memory for them.
 *
 * @param count values that are not missing
 * @param mean arithmetic mean
 * @param deviation standard deviation of the sample (n − 1)
 * @param min least value
 * @param max greatest value
 * @param median the middle value, or the mean of the two middle ones
 * @param deciles the nine values at positions ⌈n·i/10⌉
 * @param bins how many values there are below the first of the different deciles, from that one to
 *     below the next, and so on: one more than there are different deciles
 */
public record Distribution(
    long count,
    double mean,
    @Nullable Double deviation,
    double min,
    double max,
    double median,
    double[] deciles,
    long[] bins) {

  /**
   * Measures an expression over the rows of a table.
   *
   * @return null when there is no value
   */
  public static @Nullable Distribution of(Engine engine, String table, String value, String where) {
    ValueCounts values = ValueCounts.of(engine, table, value, where);
    if (values.count() == 0) {
      return null;
    }
    var pass = new Pass(values.count());
    values.each(pass::take);
    return pass.result();
  }

  /**
   * Measures a column of a table in one statement.
   *
   * @param count how many values it has
   * @return null when there is no value
   */
  public static @Nullable Distribution of(
      Engine engine, String table, String value, String where, long count) {
    if (count == 0) {
      return null;
    }
    var pass = new Pass(count);
    ValueCounts.each(engine, table, value, where, pass::take);
    return pass.result();
  }

  /** Welford's weighted mean and variance, and values at ranks. */
  private static final class Pass {
    private final long count;
    private final long[] ranks = new long[11];
    private final double[] atRank = new double[11];
    private final long[] bins = new long[10];
    private int filled;
    private int bin;
    private int decile = 1;
    private long seen;
    private double mean;
    private double squares;
    private double min;
    private double max;

    Pass(long count) {
      this.count = count;
      for (int i = 1; i <= 9; i++) {
        ranks[i - 1] = rank(i);
      }
      ranks[9] = (count + 1) / 2;
      ranks[10] = count / 2 + 1;
      Arrays.sort(ranks);
    }

    void take(double value, long times) {
      min = seen == 0 ? value : min;
      max = value;
      seen += times;
      double delta = value - mean;
      mean += delta * times / seen;
      squares += delta * (value - mean) * times;
      while (filled < ranks.length && ranks[filled] <= seen) {
        atRank[filled++] = value;
      }
      if (decile <= 9 && rank(decile) <= seen) {
        bin++;
        while (decile <= 9 && rank(decile) <= seen) {
          decile++;
        }
      }
      bins[bin] += times;
    }

    private long rank(int decile) {
      return (count * decile + 9) / 10;
    }

    Distribution result() {
      double[] deciles = new double[9];
      for (int i = 1; i <= 9; i++) {
        deciles[i - 1] = at(rank(i));
      }
      double median = at((count + 1) / 2) / 2 + at(count / 2 + 1) / 2;
      Double deviation = count < 2 ? null : Math.sqrt(squares / (count - 1));
      return new Distribution(
          count, mean, deviation, min, max, median, deciles, Arrays.copyOf(bins, bin + 1));
    }

    private double at(long rank) {
      return atRank[Arrays.binarySearch(ranks, rank)];
    }
  }
}
