package dev.slipway.search;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;

/**
 * A density over a line, estimated from places where something was seen: a normal distribution
 * around each, cut off at the line's ends, and a wide one in the middle, so that no place is ruled
 * out. Each is as wide as the farther of its neighbours is away, within limits (J. Bergstra et al.,
 * Algorithms for Hyper-Parameter Optimization, NIPS 2011, section 4).
 */
final class Mixture {
  private final double[] weights;
  private final ContinuousDistribution[] parts;

  /**
   * Estimates it.
   *
   * @param places in the order in which they were seen
   * @param weights one for each place
   */
  Mixture(Scale scale, List<Double> places, double[] weights) {
    double width = scale.high() - scale.low();
    int n = places.size();
    double[] centres = new double[n + 1];
    IntStream.range(0, n).forEach(i -> centres[i] = places.get(i));
    centres[n] = (scale.low() + scale.high()) / 2;
    double[] widths = widths(centres, width);
    widths[n] = width;
    this.weights = Arrays.copyOf(weights, n + 1);
    this.weights[n] = 1;
    double sum = Arrays.stream(this.weights).sum();
    this.parts = new ContinuousDistribution[n + 1];
    for (int i = 0; i <= n; i++) {
      this.weights[i] /= sum;
      parts[i] = TruncatedNormalDistribution.of(centres[i], widths[i], scale.low(), scale.high());
    }
  }

  private static double[] widths(double[] centres, double width) {
    int n = centres.length;
    Integer[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> centres[i]))
            .toArray(Integer[]::new);
    double least = width / Math.min(100, n + 1);
    double[] widths = new double[n];
    for (int i = 0; i < n; i++) {
      double left = i == 0 ? 0 : centres[order[i]] - centres[order[i - 1]];
      double right = i == n - 1 ? 0 : centres[order[i + 1]] - centres[order[i]];
      widths[order[i]] = Math.clamp(Math.max(left, right), least, width);
    }
    return widths;
  }

  /** A place by chance. */
  double draw(RandomGenerator dice) {
    double share = dice.nextDouble();
    int part = 0;
    while (part < parts.length - 1 && share >= weights[part]) {
      share -= weights[part];
      part++;
    }
    return parts[part].inverseCumulativeProbability(dice.nextDouble());
  }

  /** The density at a place. */
  double density(double place) {
    return IntStream.range(0, parts.length)
        .mapToDouble(i -> weights[i] * parts[i].density(place))
        .sum();
  }

  /** The probability of a piece of the line. */
  double probability(double from, double to) {
    return IntStream.range(0, parts.length)
        .mapToDouble(i -> weights[i] * parts[i].probability(from, to))
        .sum();
  }
}
