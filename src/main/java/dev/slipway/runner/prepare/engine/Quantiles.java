package dev.slipway.runner.prepare.engine;

import java.util.Arrays;
import java.util.TreeMap;

/**
 * Quantiles of a column, in one pass over its sorted values: exact, the same for every order of
 * rows and number of threads, and without memory for the values. Between two values they are
 * interpolated linearly at position (n − 1)·p (definition 7 of Hyndman and Fan, 1996).
 */
public final class Quantiles {
  /**
   * Measures an expression over the rows of a table.
   *
   * @param shares which quantiles, each from 0 to 1
   * @return the quantiles in the same order; empty when there is no value
   */
  public static double[] of(
      Engine engine, String table, String value, String where, double... shares) {
    ValueCounts values = ValueCounts.of(engine, table, value, where);
    long count = values.count();
    if (count == 0) {
      return new double[0];
    }
    // The values at the ranks that are asked for, from 0.
    var ranks = new TreeMap<Long, Double>();
    for (double share : shares) {
      double position = (count - 1) * share;
      ranks.put((long) Math.floor(position), Double.NaN);
      ranks.put((long) Math.ceil(position), Double.NaN);
    }
    long[] seen = {0};
    values.each(
        (x, times) -> {
          long before = seen[0];
          seen[0] += times;
          ranks.subMap(before, seen[0]).replaceAll((rank, old) -> x);
        });
    return Arrays.stream(shares)
        .map(
            share -> {
              double position = (count - 1) * share;
              double low = ranks.getOrDefault((long) Math.floor(position), Double.NaN);
              double high = ranks.getOrDefault((long) Math.ceil(position), Double.NaN);
              return low + (high - low) * (position - Math.floor(position));
            })
        .toArray();
  }

  private Quantiles() {}
}
