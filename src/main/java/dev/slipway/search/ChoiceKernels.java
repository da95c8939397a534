package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Probabilities of a choice: each value that was seen counts one, and one more is spread over all
 * values of all kernels. A place is a value's number.
 *
 * @param seen the number of the value that a kernel is around
 * @param other the probability of each other value in such a kernel
 */
record ChoiceKernels(Choice choice, int[] seen, double other) implements Kernels {
  static ChoiceKernels of(Choice choice, List<String> seen) {
    double spread = 1.0 / (seen.size() + 1);
    return new ChoiceKernels(
        choice,
        seen.stream().mapToInt(choice.values()::indexOf).toArray(),
        spread / (1 + spread * choice.values().size()));
  }

  @Override
  public double draw(int kernel, RandomGenerator dice) {
    int size = choice.values().size();
    double spread = kernel < seen.length ? size * other : 1;
    return dice.nextDouble() < spread ? dice.nextInt(size) : seen[kernel];
  }

  @Override
  public double logDensity(int kernel, double place) {
    int size = choice.values().size();
    if (kernel == seen.length) {
      return -Math.log(size);
    }
    return Math.log(place == seen[kernel] ? 1 - (size - 1) * other : other);
  }

  @Override
  public String value(double place) {
    return choice.values().get((int) place);
  }
}
