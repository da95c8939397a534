package dev.slipway.profile;

import java.util.Arrays;

/**
 * A histogram of latencies over fixed boundaries, so that histograms of different agents add up
 * exactly. Boundaries lie at 0.1 ms · 2^(i/4) for i = 0 … 80, that is up to 105 s: each is 19 %
 * above the one before. Place 0 counts what is below the first, place i what lies between boundary
 * i−1 (inclusive) and i (exclusive), the last place what lies above all.
 *
 * <p>A quantile is interpolated geometrically inside its place, so it is off by at most 19 %, and
 * usually by less than 5 %. Below 0.1 ms and above 105 s the boundary itself is given.
 */
public final class LatencyHistogram {
  /** How many counters a histogram has. */
  public static final int PLACES = 82;

  private static final double FIRST_SECONDS = 1e-4;
  private static final int PER_OCTAVE = 4;
  private static final double[] BOUNDARIES = new double[PLACES - 1];

  static {
    for (int i = 0; i < BOUNDARIES.length; i++) {
      BOUNDARIES[i] = FIRST_SECONDS * Math.pow(2, (double) i / PER_OCTAVE);
    }
  }

  /** The upper boundary of a place, in seconds; infinite for the last. */
  public static double upperSeconds(int place) {
    return place < BOUNDARIES.length ? BOUNDARIES[place] : Double.POSITIVE_INFINITY;
  }

  /** The place of a latency. */
  public static int place(double seconds) {
    int found = Arrays.binarySearch(BOUNDARIES, seconds);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /**
   * A quantile.
   *
   * @param counts the counters
   * @param share between 0 and 1, such as 0.99
   * @return seconds; NaN when nothing was counted
   */
  public static double quantile(long[] counts, double share) {
    long total = Arrays.stream(counts).sum();
    if (total == 0) {
      return Double.NaN;
    }
    double rank = share * total;
    double below = 0;
    for (int place = 0; place < counts.length; place++) {
      if (counts[place] > 0 && below + counts[place] >= rank) {
        return within(place, (rank - below) / counts[place]);
      }
      below += counts[place];
    }
    return BOUNDARIES[BOUNDARIES.length - 1];
  }

  private static double within(int place, double share) {
    if (place == 0) {
      return BOUNDARIES[0];
    }
    double lower = BOUNDARIES[place - 1];
    return place == PLACES - 1 ? lower : lower * Math.pow(BOUNDARIES[place] / lower, share);
  }

  private LatencyHistogram() {}
}
