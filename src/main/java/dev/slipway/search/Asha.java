package dev.slipway.search;

import java.util.List;
import java.util.Optional;

/**
 * Asynchronous successive halving: of the trials that have come to a rung, the best of so many as
 * the reduction go on, without waiting for those on the way (L. Li et al., A System for Massively
 * Parallel Hyperparameter Tuning, MLSys 2020, arXiv 1810.05934, section 3). There a trial pauses
 * until it belongs to them; here, where a pod would have to be held for it, it goes on as long as
 * it does, and while they are fewer than the reduction only the best so far goes on.
 *
 * @param minSteps the first rung; the next ones are at minSteps · reduction, minSteps · reduction²…
 * @param maxSteps the steps of a whole trial
 * @param reduction one of so many trials goes on
 */
public record Asha(long minSteps, long maxSteps, int reduction) implements EarlyStop {
  /**
   * As given.
   *
   * @throws IllegalArgumentException if trials would never be compared
   */
  public Asha {
    Halving.check(minSteps, maxSteps, reduction);
  }

  @Override
  public Rungs rungs() {
    return Rungs.geometric(minSteps, reduction, maxSteps);
  }

  @Override
  public Optional<String> stop(Curve trial, List<Curve> others, Goal goal) {
    return Halving.stop(trial, others, goal, rungs(), reduction);
  }
}
