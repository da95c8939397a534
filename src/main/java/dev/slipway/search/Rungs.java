package dev.slipway.search;

import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;

/**
 * The steps at which trials are compared. What a trial reports in between need not be remembered,
 * so that its curve stays small.
 *
 * @param steps ascending, at most {@value #MOST}
 */
public record Rungs(List<Long> steps) {
  /** So many at most, however long trials are. */
  public static final int MOST = 20;

  public Rungs {
    steps = List.copyOf(steps);
  }

  /**
   * The steps first, first·ratio, first·ratio² and so on, rounded down, as far as they are below a
   * limit: at a trial's last step nothing is saved by stopping it.
   */
  static Rungs geometric(long first, double ratio, long below) {
    return new Rungs(
        DoubleStream.iterate(first, step -> step < below, step -> step * ratio)
            .mapToLong(step -> (long) (step + 1e-9 * step))
            .distinct()
            .limit(MOST)
            .boxed()
            .toList());
  }

  /**
   * A curve after a report: at every rung that the trial has come to, the first report at or after
   * it. The curve itself if the report adds nothing, so that there is nothing to decide either.
   *
   * @param step of the report; reports come in the order of their steps
   * @param value the objective
   */
  public Curve remember(Curve curve, long step, double value) {
    SortedMap<Long, Double> values = new TreeMap<>(curve.values());
    steps.stream().filter(rung -> rung <= step).forEach(rung -> values.putIfAbsent(rung, value));
    return values.size() == curve.values().size() ? curve : new Curve(curve.trial(), values);
  }
}
