package dev.slipway.search;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;

/** Points that no trial has had: one that ran again would tell nothing new. */
final class Untried {
  private static final int ATTEMPTS = 100;

  private final Space space;
  private final Set<Map<String, String>> tried = new HashSet<>();

  Untried(Space space, List<Trial> history) {
    this.space = space;
    history.forEach(trial -> tried.add(trial.parameters()));
  }

  boolean contains(Map<String, String> point) {
    return !tried.contains(point);
  }

  /**
   * The first of some attempts that is untried; where chance only hits what was tried, the first
   * untried point in the order of the grid. Empty if there is none.
   */
  Optional<Map<String, String>> first(IntFunction<Map<String, String>> attempt) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Map<String, String> point = attempt.apply(i);
      if (contains(point)) {
        return Optional.of(point);
      }
    }
    // more points than were tried, or all; so many values, because integers far apart on a
    // logarithmic scale fall together near its beginning
    Grid every = Grid.of(space, 10 * (tried.size() + 1));
    for (long i = 0; i < every.size(); i++) {
      Map<String, String> point = every.point(i);
      if (contains(point)) {
        return Optional.of(point);
      }
    }
    return Optional.empty();
  }
}
