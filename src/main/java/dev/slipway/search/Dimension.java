package dev.slipway.search;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One parameter of a search. */
public sealed interface Dimension {
  /** Its name. */
  String name();

  /** When it has a value; null for always. */
  @Nullable Condition when();

  /**
   * It has a value when another parameter has one of these.
   *
   * @param parameter the other's name
   * @param in the other's values, as text
   */
  record Condition(String parameter, Set<String> in) {
    public Condition {
      in = Set.copyOf(in);
    }
  }

  /**
   * A number.
   *
   * @param min the least value
   * @param max the greatest value; with a step that does not reach it, the last one before it
   * @param log whether its logarithm is spread evenly; min must be positive then
   * @param whole whether it is an integer
   * @param step the distance between its values, from min on, not with log; null for 1 if it is an
   *     integer, else for every value
   */
  record Range(
      String name,
      double min,
      double max,
      boolean log,
      boolean whole,
      @Nullable Double step,
      @Nullable Condition when)
      implements Dimension {}

  /**
   * One of several texts.
   *
   * @param values at least one, each once
   */
  record Choice(String name, List<String> values, @Nullable Condition when) implements Dimension {
    public Choice {
      values = List.copyOf(values);
    }
  }
}
