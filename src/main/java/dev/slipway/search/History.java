package dev.slipway.search;

import dev.slipway.search.Trial.Failed;
import dev.slipway.search.Trial.Finished;
import dev.slipway.search.Trial.Outcome;
import dev.slipway.search.Trial.Running;
import dev.slipway.search.Trial.Stopped;
import java.util.Comparator;
import java.util.List;

/**
 * Trials that something can be learnt from, divided.
 *
 * @param ranked those that have ended, the best first: finished ones by their value, then those
 *     that were stopped early, the farther the better and by their value at the same step, then
 *     those that diverged
 * @param running those that have not
 */
record History(List<Trial> ranked, List<Trial> running) {
  static History of(List<Trial> trials, Goal goal) {
    return new History(
        trials.stream()
            .filter(trial -> !(trial.outcome() instanceof Running))
            .filter(trial -> !(trial.outcome() instanceof Failed))
            .sorted(
                Comparator.<Trial>comparingInt(trial -> rank(trial.outcome(), goal))
                    .thenComparingLong(trial -> -step(trial.outcome()))
                    .thenComparingDouble(trial -> loss(trial.outcome(), goal))
                    .thenComparingInt(Trial::number))
            .toList(),
        trials.stream().filter(trial -> trial.outcome() instanceof Running).toList());
  }

  private static int rank(Outcome outcome, Goal goal) {
    return outcome instanceof Stopped ? 1 : Double.isFinite(loss(outcome, goal)) ? 0 : 2;
  }

  private static long step(Outcome outcome) {
    return outcome instanceof Stopped stopped ? stopped.step() : 0;
  }

  private static double loss(Outcome outcome, Goal goal) {
    return switch (outcome) {
      case Finished finished -> goal.loss(finished.value());
      case Stopped stopped -> goal.loss(stopped.value());
      case Running _, Failed _ -> Double.POSITIVE_INFINITY;
    };
  }
}
