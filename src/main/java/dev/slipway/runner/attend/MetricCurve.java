package dev.slipway.runner.attend;

import dev.slipway.contract.AttendTask.Curve;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.metrics.ReportedMetrics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The course of one metric in few points: at each rung the first value of a step that is not before
 * it, and the last value at its own step. Where lines tell no step they are counted, from 1.
 */
final class MetricCurve implements ReportedMetrics.Listener {
  /** How many points there are at most, with the last one. */
  static final int MOST = 20;

  private final String metric;
  private final List<Long> rungs;
  private final TreeMap<Long, Double> reached = new TreeMap<>();
  private long lines;
  private long lastStep;
  private @Nullable Double last;

  MetricCurve(Curve wanted) {
    if (wanted.minSteps() < 1 || wanted.reduction() < 2) {
      throw new RunnerException(
          "InvalidTask",
          "the curve of %s needs minSteps of at least 1 and a reduction of at least 2, not %d and %d"
              .formatted(wanted.metric(), wanted.minSteps(), wanted.reduction()),
          false);
    }
    metric = wanted.metric();
    rungs = rungs(wanted);
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

  private static List<Long> rungs(Curve wanted) {
    var rungs = new ArrayList<Long>();
    long rung = wanted.minSteps();
    while (rungs.size() < MOST - 1) {
      rungs.add(rung);
      if (rung > Long.MAX_VALUE / wanted.reduction()) {
        break;
      }
      rung *= wanted.reduction();
    }
    return List.copyOf(rungs);
  }
}
