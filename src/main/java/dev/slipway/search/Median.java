package dev.slipway.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * Stops a trial whose best value so far is worse than the median of the others' averages up to the
 * same step (D. Golovin et al., Google Vizier: A Service for Black-Box Optimization, KDD 2017,
 * section 3.2.2). There only completed trials are compared with; here all that have come as far,
 * since most of a search's trials may be stopped.
 *
 * @param minSteps no trial is stopped before this step
 * @param startupTrials so many others must have come as far
 */
public record Median(long minSteps, int startupTrials) implements EarlyStop {
  /** Twenty of these lead to a thousand times the first step. */
  private static final double RATIO = Math.pow(1000, 1.0 / (Rungs.MOST - 1));

  /**
   * As given.
   *
   * @throws IllegalArgumentException if one of them is below 1
   */
  public Median {
    if (minSteps < 1 || startupTrials < 1) {
      throw new IllegalArgumentException(
          "minSteps (%d) and startupTrials (%d) must be at least 1"
              .formatted(minSteps, startupTrials));
    }
  }

  @Override
  public Rungs rungs() {
    return Rungs.geometric(minSteps, RATIO, Long.MAX_VALUE);
  }

  @Override
  public Optional<String> stop(Curve trial, List<Curve> others, Goal goal) {
    if (trial.values().isEmpty() || trial.values().lastKey() < minSteps) {
      return Optional.empty();
    }
    long step = trial.values().lastKey();
    double[] averages =
        others.stream()
            .filter(other -> other.values().containsKey(step))
            .mapToDouble(other -> average(other, step, goal))
            .sorted()
            .toArray();
    if (averages.length < startupTrials) {
      return Optional.empty();
    }
    int middle = averages.length / 2;
    double median =
        averages.length % 2 == 1
            ? averages[middle]
            : averages[middle - 1] / 2 + averages[middle] / 2;
    double best = losses(trial, goal).min().orElse(Double.POSITIVE_INFINITY);
    return best <= median
        ? Optional.empty()
        : Optional.of(
            "up to step %d its best value, %s, is worse than %s, the median of the averages of %d trials"
                .formatted(step, goal.value(best), goal.value(median), averages.length));
  }

  private static DoubleStream losses(Curve curve, Goal goal) {
    return curve.values().values().stream().mapToDouble(goal::loss);
  }

  /** Each value stands for the steps since the one before it. */
  private static double average(Curve curve, long step, Goal goal) {
    double sum = 0;
    long before = 0;
    for (Map.Entry<Long, Double> at : curve.values().headMap(step + 1).entrySet()) {
      sum += goal.loss(at.getValue()) * (at.getKey() - before);
      before = at.getKey();
    }
    return sum / step;
  }
}
