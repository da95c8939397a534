package dev.slipway.search;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a trial has reported, at the {@link Rungs} that it has reached.
 *
 * @param trial its number
 * @param values the objective by step: at each rung, the first report at or after it
 */
public record Curve(int trial, SortedMap<Long, Double> values) {
  public Curve {
    values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
  }

  /** The loss at a step, infinite if training had diverged; NaN if it has not come so far. */
  double loss(long step, Goal goal) {
    Double value = values.get(step);
    return value == null ? Double.NaN : goal.loss(value);
  }
}
