package dev.slipway.search;

import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/** What the rules of successive halving share. */
final class Halving {
  static void check(long minSteps, long maxSteps, int reduction) {
    if (minSteps < 1) {
      throw new IllegalArgumentException("minSteps is " + minSteps + ", it must be at least 1");
    }
    if (maxSteps <= minSteps) {
      throw new IllegalArgumentException(
          "maxSteps (%d) must be greater than minSteps (%d)".formatted(maxSteps, minSteps));
    }
    if (reduction < 2) {
      throw new IllegalArgumentException("reduction is " + reduction + ", it must be at least 2");
    }
  }

  /** Why a trial at the last of its rungs should not go on; empty if it should. */
  static Optional<String> stop(
      Curve trial, List<Curve> others, Goal goal, Rungs rungs, int reduction) {
    Optional<Long> reached =
        rungs.steps().reversed().stream().filter(trial.values()::containsKey).findFirst();
    if (reached.isEmpty()) {
      return Optional.empty();
    }
    long rung = reached.get();
    double loss = trial.loss(rung, goal);
    if (loss == Double.POSITIVE_INFINITY) {
      return Optional.of("at step %d its value is not a number".formatted(rung));
    }
    double[] losses =
        DoubleStream.concat(
                DoubleStream.of(loss), others.stream().mapToDouble(o -> o.loss(rung, goal)))
            .filter(value -> !Double.isNaN(value))
            .sorted()
            .toArray();
    int best = Math.max(1, losses.length / reduction);
    return loss <= losses[best - 1]
        ? Optional.empty()
        : Optional.of(
            "at step %d it is not among the best %d of %d trials"
                .formatted(rung, best, losses.length));
  }

  private Halving() {}
}
