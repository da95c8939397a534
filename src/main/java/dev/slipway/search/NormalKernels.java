package dev.slipway.search;

import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.TruncatedNormalDistribution;

/**
 * Normal distributions on a {@link Scale}, cut off at its ends, each as wide as the farther of its
 * neighbours is away, within limits (J. Bergstra et al., Algorithms for Hyper-Parameter
 * Optimization, NIPS 2011, section 4); the last is around the middle and as wide as the scale.
 */
record NormalKernels(Scale scale, ContinuousDistribution[] kernels) implements Kernels {
  /**
   * No kernel is narrower than such a part of the scale, and the fewer they are the wider; nor than
   * a step, so that the neighbours of an integer have a chance.
   */
  private static final int NARROWEST = 100;

  static NormalKernels of(Scale scale, List<String> seen) {
    double[] centres = seen.stream().mapToDouble(scale::place).toArray();
    double[] widths = widths(scale, centres);
    var kernels = new ContinuousDistribution[centres.length + 1];
    for (int i = 0; i < centres.length; i++) {
      kernels[i] = TruncatedNormalDistribution.of(centres[i], widths[i], scale.low(), scale.high());
    }
    kernels[centres.length] =
        TruncatedNormalDistribution.of(
            scale.at(0.5), scale.high() - scale.low(), scale.low(), scale.high());
    return new NormalKernels(scale, kernels);
  }

  private static double[] widths(Scale scale, double[] centres) {
    int n = centres.length;
    double width = scale.high() - scale.low();
    double parts = scale.stepped() ? scale.last() + 1 : NARROWEST;
    double least = width / Math.min(Math.min(NARROWEST, n + 2), parts);
    int[] order =
        IntStream.range(0, n)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> centres[i]))
            .mapToInt(i -> i)
            .toArray();
    double[] widths = new double[n];
    for (int i = 0; i < n; i++) {
      double here = centres[order[i]];
      double left = i == 0 ? (n == 1 ? here - scale.low() : 0) : here - centres[order[i - 1]];
      double right = i == n - 1 ? (n == 1 ? scale.high() - here : 0) : centres[order[i + 1]] - here;
      widths[order[i]] = Math.clamp(Math.max(left, right), least, width);
    }
    return widths;
  }

  @Override
  public double draw(int kernel, RandomGenerator dice) {
    return scale.nearest(kernels[kernel].inverseCumulativeProbability(dice.nextDouble()));
  }

  @Override
  public double logDensity(int kernel, double place) {
    return scale.stepped()
        ? Math.log(kernels[kernel].probability(scale.before(place), scale.after(place)))
        : kernels[kernel].logDensity(place);
  }

  @Override
  public String value(double place) {
    return scale.value(place);
  }
}
