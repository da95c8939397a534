package dev.slipway.runner.attend;

import dev.slipway.contract.AttendTask.Curve;
import dev.slipway.runner.metrics.ReportedMetrics;
import java.util.List;
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
  private final List<Long> rungs;
  private final TreeMap<Long, Double> reached = new TreeMap<>();
  private long lines;
  private long lastStep;
  private @Nullable Double last;

  MetricCurve(Curve wanted) {
    metric = wanted.metric();
    rungs = wanted.steps();
  }

  @Override
  public void metric(String name, @Nullable Long step, double value) {
    if (!name.equals(metric)) {
      return;
    }
    lines++;
    lastStep = step == null ? lines : step;
    last = value;
    for (int i = reached.size(); i < rungs.size() && rungs.get(i) <= lastStep; i++) {
      reached.put(rungs.get(i), value);
    }
  }

  /** The points by step. */
  Map<Long, Double> points() {
    var points = new TreeMap<>(reached);
    if (last != null) {
      points.putIfAbsent(lastStep, last);
    }
    return points;
  }
}
