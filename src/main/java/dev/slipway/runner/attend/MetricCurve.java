package dev.slipway.runner.attend;

import dev.slipway.contract.AttendTask;
import dev.slipway.runner.metrics.ReportedMetrics;
import dev.slipway.search.Curve;
import dev.slipway.search.Rungs;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The course of one metric in few points: at each rung (a step that is asked for) the first value
 * of a step that is not before it, and the last value at its own step. Where lines tell no step
 * they are counted, from 1.
 */
final class MetricCurve implements ReportedMetrics.Listener {
  private final String metric;
  private final Rungs rungs;
  private Curve reached = new Curve(0, new TreeMap<>());
  private long lines;
  private long lastStep;
  private @Nullable Double last;

  MetricCurve(AttendTask.Curve wanted) {
    metric = wanted.metric();
    rungs = new Rungs(wanted.steps());
  }

  @Override
  public void metric(String name, @Nullable Long step, double value) {
    if (!name.equals(metric)) {
      return;
    }
    lines++;
    lastStep = step == null ? lines : step;
    last = value;
    reached = rungs.remember(reached, lastStep, value);
  }

  /** The points by step. */
  Map<Long, Double> points() {
    var points = new TreeMap<>(reached.values());
    if (last != null) {
      points.putIfAbsent(lastStep, last);
    }
    return points;
  }
}
