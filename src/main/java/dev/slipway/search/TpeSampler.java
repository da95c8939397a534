package dev.slipway.search;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Tree-structured Parzen estimator: trials are divided into the best ones and the others, the
 * density of parameters is estimated in both, and of some points drawn from the density of the good
 * ones that is taken which is the most likelier there than among the others (J. Bergstra et al.,
 * Algorithms for Hyper-Parameter Optimization, NIPS 2011). Parameters that have values under the
 * same condition are estimated together (S. Falkner et al., BOHB, ICML 2018), then those that hang
 * on what was chosen. Trials that are still running count among the others, so that trials which
 * run together are spread (the constant liar of D. Ginsbourger et al., 2010).
 *
 * <p>What the share of the good ones, the number of points drawn and the weights do is compared in
 * S. Watanabe, Tree-Structured Parzen Estimator: Understanding Its Algorithm Components, 2023,
 * arXiv 2304.11127; {@code make bench-search} measured the values here.
 */
public final class TpeSampler implements Sampler {
  /** So many trials are left to chance. */
  public static final int STARTUP = 10;

  private static final double GOOD = 0.15;
  private static final int MOST_GOOD = 25;
  private static final int CANDIDATES = 64;

  /** So many of the last trials count fully, older ones less and less. */
  private static final int RECENT = 25;

  /** So often it draws again when it comes to a point that was tried. */
  private static final int ATTEMPTS = 16;

  private final Space space;
  private final Goal goal;
  private final long seed;
  private final Sampler chance;

  /**
   * In a space; the same seed and history give the same trial.
   *
   * @throws IllegalArgumentException if the space has problems
   */
  public TpeSampler(Space space, Goal goal, long seed) {
    this.space = space.sound();
    this.goal = goal;
    this.seed = seed;
    this.chance = new RandomSampler(space, seed);
  }

  @Override
  public Optional<Map<String, String>> next(List<Trial> history, int number) {
    History known = History.of(history, goal);
    if (known.ranked().size() >= STARTUP) {
      var untried = new Untried(space, history);
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        Map<String, String> point = point(known, Dice.of(seed, number, "", attempt));
        if (untried.contains(point)) {
          return Optional.of(point);
        }
      }
    }
    return chance.next(history, number);
  }

  private Map<String, String> point(History known, RandomGenerator dice) {
    int good = Math.min((int) Math.ceil(GOOD * known.ranked().size()), MOST_GOOD);
    List<Trial> best = known.ranked().subList(0, good);
    var others = new ArrayList<>(known.ranked().subList(good, known.ranked().size()));
    others.addAll(known.running());
    var chosen = new LinkedHashMap<String, String>();
    for (List<Dimension> group : space.groups()) {
      if (Space.holds(group.getFirst().when(), chosen)) {
        chosen.putAll(likelier(estimate(group, best), estimate(group, others), dice));
      }
    }
    return chosen;
  }

  /** The candidate whose density among the good ones exceeds that among the others the most. */
  private static Map<String, String> likelier(
      ParzenEstimator good, ParzenEstimator others, RandomGenerator dice) {
    double[] best = good.draw(dice);
    double most = good.logDensity(best) - others.logDensity(best);
    for (int i = 1; i < CANDIDATES; i++) {
      double[] point = good.draw(dice);
      double gain = good.logDensity(point) - others.logDensity(point);
      if (gain > most) {
        best = point;
        most = gain;
      }
    }
    return good.values(best);
  }

  private static ParzenEstimator estimate(List<Dimension> group, List<Trial> trials) {
    List<Map<String, String>> seen =
        trials.stream()
            .sorted(Comparator.comparingInt(Trial::number))
            .map(Trial::parameters)
            .filter(point -> group.stream().allMatch(dimension -> has(point, dimension)))
            .toList();
    return new ParzenEstimator(group, seen, weights(seen.size()));
  }

  /** Not one whose condition did not hold, nor a value that is none any more. */
  private static boolean has(Map<String, String> point, Dimension dimension) {
    String value = point.get(dimension.name());
    return value != null && Kernels.contains(dimension, value);
  }

  /** By the order in which they were seen. */
  private static double[] weights(int n) {
    double[] weights = new double[n];
    int old = Math.max(0, n - RECENT);
    for (int i = 0; i < n; i++) {
      weights[i] = i >= old ? 1 : old == 1 ? 1.0 / n : 1.0 / n + (1 - 1.0 / n) * i / (old - 1);
    }
    return weights;
  }
}
