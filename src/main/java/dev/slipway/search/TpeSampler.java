package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Range;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Tree-structured Parzen estimator: trials are divided into the best tenth and the others, each
 * parameter's density is estimated in both, and of some values drawn from the density of the good
 * ones that is taken which is the most likelier there than among the others (J. Bergstra et al.,
 * Algorithms for Hyper-Parameter Optimization, NIPS 2011).
 */
public final class TpeSampler implements Sampler {
  /** So many trials are left to chance. */
  public static final int STARTUP = 10;

  private static final int CANDIDATES = 24;
  private static final int MOST_GOOD = 25;

  /** So many of the last trials count fully, older ones less and less. */
  private static final int RECENT = 25;

  private final Space space;
  private final long seed;

  /** In a space; the same seed and history give the same trial. */
  public TpeSampler(Space space, long seed) {
    this.space = space;
    this.seed = seed;
  }

  @Override
  public Map<String, String> choose(int number, List<Trial> ended) {
    List<Trial> known =
        ended.stream()
            .filter(trial -> !Double.isNaN(trial.value()))
            .sorted(Comparator.comparingInt(Trial::number))
            .toList();
    if (known.size() < STARTUP) {
      return new RandomSampler(space, seed).choose(number, ended);
    }
    int good = Math.min((int) Math.ceil(0.1 * known.size()), MOST_GOOD);
    List<Trial> best =
        known.stream().sorted(Comparator.comparingDouble(Trial::value)).limit(good).toList();
    return space.fill(
        dimension -> {
          List<String> below = values(dimension, known.stream().filter(best::contains));
          List<String> above =
              values(dimension, known.stream().filter(trial -> !best.contains(trial)));
          RandomGenerator dice = Dice.of(seed, number, dimension.name());
          return switch (dimension) {
            case Range range -> choose(range, below, above, dice);
            case Choice choice -> choose(choice, below, above, dice);
          };
        });
  }

  private static List<String> values(Dimension dimension, Stream<Trial> trials) {
    return trials
        .map(trial -> trial.parameters().get(dimension.name()))
        .filter(value -> value != null)
        .toList();
  }

  private static String choose(
      Range range, List<String> below, List<String> above, RandomGenerator dice) {
    Scale scale = Scale.of(range);
    Mixture good = mixture(scale, below);
    Mixture others = mixture(scale, above);
    ToDoubleFunction<Double> score =
        place -> {
          if (!range.whole()) {
            return Math.log(good.density(place)) - Math.log(others.density(place));
          }
          double value = Double.parseDouble(scale.value(place));
          double from = range.log() ? Math.log(value - 0.5) : value - 0.5;
          double to = range.log() ? Math.log(value + 0.5) : value + 0.5;
          return Math.log(good.probability(from, to)) - Math.log(others.probability(from, to));
        };
    return scale.value(
        DoubleStream.generate(() -> good.draw(dice))
            .limit(CANDIDATES)
            .boxed()
            .max(Comparator.comparingDouble(score))
            .orElseThrow());
  }

  private static Mixture mixture(Scale scale, List<String> values) {
    return new Mixture(scale, values.stream().map(scale::place).toList(), weights(values.size()));
  }

  private static String choose(
      Choice choice, List<String> below, List<String> above, RandomGenerator dice) {
    double[] good = shares(choice, below);
    double[] others = shares(choice, above);
    int chosen =
        IntStream.generate(() -> draw(good, dice))
            .limit(CANDIDATES)
            .boxed()
            .max(Comparator.comparingDouble(i -> good[i] / others[i]))
            .orElseThrow();
    return choice.values().get(chosen);
  }

  /** How likely each value is, none of them impossible. */
  private static double[] shares(Choice choice, List<String> values) {
    int n = values.size();
    double[] weights = weights(n);
    double prior = 1.0 / (n + 1);
    double[] shares = new double[choice.values().size()];
    double sum = DoubleStream.of(weights).sum() + 1;
    double row = 1 + prior * shares.length;
    for (int i = 0; i < n; i++) {
      int seen = choice.values().indexOf(values.get(i));
      for (int v = 0; v < shares.length; v++) {
        shares[v] += weights[i] / sum * (prior + (v == seen ? 1 : 0)) / row;
      }
    }
    for (int v = 0; v < shares.length; v++) {
      shares[v] += 1 / sum / shares.length;
    }
    return shares;
  }

  private static int draw(double[] shares, RandomGenerator dice) {
    double share = dice.nextDouble() * DoubleStream.of(shares).sum();
    int at = 0;
    while (at < shares.length - 1 && share >= shares[at]) {
      share -= shares[at];
      at++;
    }
    return at;
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
