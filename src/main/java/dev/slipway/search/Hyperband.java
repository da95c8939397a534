package dev.slipway.search;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Successive halving in several brackets, each with a later first rung than the one before, because
 * it is not known how early trials can be told apart (L. Li et al., Hyperband: A Novel Bandit-Based
 * Approach to Hyperparameter Optimization, JMLR 2018, arXiv 1603.06560). In each bracket trials are
 * compared as {@link Asha} does; brackets get trials in the proportions of the paper's algorithm 1.
 *
 * @param minSteps the first rung of the first bracket
 * @param maxSteps the steps of a whole trial
 * @param reduction one of so many trials goes on
 */
public record Hyperband(long minSteps, long maxSteps, int reduction) implements EarlyStop {
  private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;

  /**
   * As given.
   *
   * @throws IllegalArgumentException if trials would never be compared
   */
  public Hyperband {
    Halving.check(minSteps, maxSteps, reduction);
  }

  /** How many brackets there are. */
  public int brackets() {
    int brackets = 1;
    for (long steps = maxSteps / reduction; steps >= minSteps; steps /= reduction) {
      brackets++;
    }
    return brackets;
  }

  /**
   * The bracket of a trial, from 0: the multiples of the golden ratio fill the brackets evenly from
   * the first trials on.
   */
  public int bracket(int trial) {
    int brackets = brackets();
    double[] shares = IntStream.range(0, brackets).mapToDouble(this::trials).toArray();
    double at = trial * GOLDEN % 1 * IntStream.range(0, brackets).mapToDouble(b -> shares[b]).sum();
    int bracket = 0;
    while (bracket < brackets - 1 && at >= shares[bracket]) {
      at -= shares[bracket];
      bracket++;
    }
    return bracket;
  }

  @Override
  public Rungs rungs() {
    return Rungs.geometric(minSteps, reduction, maxSteps);
  }

  @Override
  public Optional<String> stop(Curve trial, List<Curve> others, Goal goal) {
    int bracket = bracket(trial.trial());
    List<Curve> rivals = others.stream().filter(o -> bracket(o.trial()) == bracket).toList();
    List<Long> rungs = rungs().steps();
    return Halving.stop(
        trial,
        rivals,
        goal,
        new Rungs(rungs.subList(Math.min(bracket, rungs.size()), rungs.size())),
        reduction);
  }

  /** How many trials a bracket begins with. */
  private double trials(int bracket) {
    int halvings = brackets() - 1 - bracket;
    return Math.ceil(brackets() * Math.pow(reduction, halvings) / (halvings + 1));
  }
}
