package dev.slipway.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The parameters of a search.
 *
 * @param dimensions in an order in which conditions speak of what comes before
 */
public record Space(List<Dimension> dimensions) {
  public Space {
    dimensions = List.copyOf(dimensions);
  }

  /** Gives each parameter whose condition holds a value. */
  Map<String, String> fill(Function<Dimension, String> value) {
    var chosen = new LinkedHashMap<String, String>();
    for (Dimension dimension : dimensions) {
      Dimension.Condition when = dimension.when();
      if (when == null || when.in().contains(chosen.get(when.parameter()))) {
        chosen.put(dimension.name(), value.apply(dimension));
      }
    }
    return chosen;
  }
}
