package dev.slipway.search;

import java.util.Map;

/**
 * A trial that has ended with a value.
 *
 * @param number counts the trials of a search, from 0
 * @param parameters its parameters by name, as text; those whose condition did not hold are missing
 * @param value what came of it: the less, the better
 */
public record Trial(int number, Map<String, String> parameters, double value) {
  public Trial {
    parameters = Map.copyOf(parameters);
  }
}
