package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Range;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One parameter's part of a {@link ParzenEstimator}: a distribution around each value that was
 * seen, and after these one that rules no value out.
 */
sealed interface Kernels permits ChoiceKernels, NormalKernels {
  /** Around values, of which {@link #contains} is true. */
  static Kernels of(Dimension dimension, List<String> seen) {
    return switch (dimension) {
      case Choice choice -> ChoiceKernels.of(choice, seen);
      case Range range -> NormalKernels.of(Scale.of(range), seen);
    };
  }

  /** Whether a text is a value of a parameter; it may not be after the space was changed. */
  static boolean contains(Dimension dimension, String text) {
    return switch (dimension) {
      case Choice choice -> choice.values().contains(text);
      case Range range -> Scale.of(range).contains(text);
    };
  }

  /** A place by chance from a kernel. */
  double draw(int kernel, RandomGenerator dice);

  /** The logarithm of a kernel's density, or probability, at a place. */
  double logDensity(int kernel, double place);

  /** The value at a place, as text. */
  String value(double place);
}
