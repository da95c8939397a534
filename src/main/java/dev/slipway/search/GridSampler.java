package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Range;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Every combination once, the last parameter changing first. */
public final class GridSampler implements Sampler {
  private final List<Map<String, String>> points;

  /**
   * In a space.
   *
   * @param steps how many values of each range are tried, its ends among them; integers that are
   *     fewer are all tried
   */
  public GridSampler(Space space, int steps) {
    var all = new ArrayList<Map<String, String>>();
    List<Dimension> dimensions = space.dimensions();
    List<List<String>> values = dimensions.stream().map(d -> values(d, steps)).toList();
    int[] at = new int[dimensions.size()];
    do {
      all.add(
          space.fill(
              dimension -> {
                int i = dimensions.indexOf(dimension);
                return values.get(i).get(at[i]);
              }));
    } while (next(at, values));
    // where a condition does not hold, several combinations are one
    points = List.copyOf(new LinkedHashSet<>(all));
  }

  /** How many combinations there are. */
  public int size() {
    return points.size();
  }

  @Override
  public Map<String, String> choose(int number, List<Trial> ended) {
    return points.get(number);
  }

  private static boolean next(int[] at, List<List<String>> values) {
    for (int i = at.length - 1; i >= 0; i--) {
      at[i]++;
      if (at[i] < values.get(i).size()) {
        return true;
      }
      at[i] = 0;
    }
    return false;
  }

  private static List<String> values(Dimension dimension, int steps) {
    return switch (dimension) {
      case Choice choice -> choice.values();
      case Range range -> {
        double from = range.log() ? Math.log(range.min()) : range.min();
        double to = range.log() ? Math.log(range.max()) : range.max();
        Scale scale = Scale.of(range);
        yield IntStream.range(0, steps)
            .mapToObj(i -> scale.value(steps == 1 ? from : from + (to - from) * i / (steps - 1)))
            .distinct()
            .toList();
      }
    };
  }
}
