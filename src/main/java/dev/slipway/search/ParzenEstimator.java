package dev.slipway.search;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A density over several parameters, estimated from points where something was seen: around each a
 * kernel that is a product of one distribution per parameter, so that parameters which belong
 * together are seen together (S. Falkner et al., BOHB, ICML 2018, section 3.2).
 */
final class ParzenEstimator {
  private final List<Dimension> dimensions;
  private final List<Kernels> kernels;
  private final double[] weights;

  /**
   * Estimates it.
   *
   * @param seen values of all these parameters
   * @param weights one for each point; the kernel that rules no point out has weight 1
   */
  ParzenEstimator(List<Dimension> dimensions, List<Map<String, String>> seen, double[] weights) {
    this.dimensions = dimensions;
    this.kernels =
        dimensions.stream()
            .map(
                dimension ->
                    Kernels.of(
                        dimension,
                        seen.stream().map(point -> point.get(dimension.name())).toList()))
            .toList();
    this.weights = Arrays.copyOf(weights, weights.length + 1);
    this.weights[weights.length] = 1;
    double sum = Arrays.stream(this.weights).sum();
    for (int i = 0; i < this.weights.length; i++) {
      this.weights[i] /= sum;
    }
  }

  /** A point by chance: a place for each parameter. */
  double[] draw(RandomGenerator dice) {
    double share = dice.nextDouble();
    int kernel = 0;
    while (kernel < weights.length - 1 && share >= weights[kernel]) {
      share -= weights[kernel];
      kernel++;
    }
    double[] places = new double[kernels.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = kernels.get(i).draw(kernel, dice);
    }
    return places;
  }

  /** The logarithm of the density at a point. */
  double logDensity(double[] places) {
    double[] logs = new double[weights.length];
    double most = Double.NEGATIVE_INFINITY;
    for (int kernel = 0; kernel < logs.length; kernel++) {
      logs[kernel] = Math.log(weights[kernel]);
      for (int i = 0; i < places.length; i++) {
        logs[kernel] += kernels.get(i).logDensity(kernel, places[i]);
      }
      most = Math.max(most, logs[kernel]);
    }
    double sum = 0;
    for (double log : logs) {
      sum += Math.exp(log - most);
    }
    return most + Math.log(sum);
  }

  /** The values at a point by name, as text. */
  Map<String, String> values(double[] places) {
    var values = new LinkedHashMap<String, String>();
    for (int i = 0; i < places.length; i++) {
      values.put(dimensions.get(i).name(), kernels.get(i).value(places[i]));
    }
    return values;
  }
}
