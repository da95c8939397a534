package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Range;
import java.util.List;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;

/**
 * The values of one parameter in a grid, which may be more than memory has room for.
 *
 * @param size how many they are
 * @param value the value of a number from 0
 * @param number the number of a value; -1 if it is none of them
 */
record GridValues(long size, LongFunction<String> value, ToLongFunction<String> number) {
  /**
   * All values of a choice and of a range with a step; of another range so many as points, its ends
   * among them, or all its integers if these are fewer.
   */
  static GridValues of(Dimension dimension, int points) {
    return switch (dimension) {
      case Choice choice -> of(choice.values());
      case Range range -> {
        Scale scale = Scale.of(range);
        yield range.step() != null || (scale.stepped() && scale.last() < points)
            ? new GridValues(scale.last() + 1, scale::valueOfStep, scale::stepOfValue)
            : of(between(range, scale, points));
      }
    };
  }

  private static GridValues of(List<String> values) {
    return new GridValues(values.size(), i -> values.get((int) i), values::indexOf);
  }

  private static List<String> between(Range range, Scale scale, int points) {
    double from = range.log() ? Math.log(range.min()) : range.min();
    double to = range.log() ? Math.log(range.max()) : range.max();
    return IntStream.range(0, points)
        .mapToDouble(i -> points == 1 ? (from + to) / 2 : from + (to - from) * i / (points - 1))
        .mapToObj(scale::value)
        .distinct()
        .toList();
  }
}
