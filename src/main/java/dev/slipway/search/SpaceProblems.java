package dev.slipway.search;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Condition;
import dev.slipway.search.Dimension.Range;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is wrong with a space, in sentences that say what to change. */
final class SpaceProblems {
  /** Every integer up to it is a double of its own. */
  private static final double MOST_WHOLE = 1L << 53;

  /** Such a part of a step is lost at most where doubles are far apart. */
  private static final double LOST = 1e-3;

  private final Map<String, Dimension> byName = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  static List<String> of(List<Dimension> dimensions) {
    var found = new SpaceProblems();
    if (dimensions.isEmpty()) {
      found.problems.add("there is no parameter to search");
    }
    for (Dimension dimension : dimensions) {
      if (found.byName.put(dimension.name(), dimension) != null) {
        found.add(dimension, "stands there twice");
      }
    }
    for (Dimension dimension : dimensions) {
      switch (dimension) {
        case Range range -> found.check(range);
        case Choice choice -> found.check(choice);
      }
    }
    if (found.problems.isEmpty()) {
      // a condition speaks of values, so these come first
      dimensions.forEach(dimension -> found.check(dimension, dimension.when()));
    }
    return List.copyOf(found.problems);
  }

  private void add(Dimension dimension, String text) {
    problems.add(dimension.name() + " " + text);
  }

  private void check(Range range) {
    double min = range.min();
    double max = range.max();
    if (!Double.isFinite(min) || !Double.isFinite(max)) {
      add(range, "needs a finite min and max");
      return;
    }
    if (!Double.isFinite(max - min)) {
      add(range, "has a min and a max that are too far apart");
    }
    if (min >= max) {
      add(range, "has min %s, which must be less than its max %s".formatted(text(min), text(max)));
    }
    if (range.log() && min <= 0) {
      add(range, "is logarithmic, so its min must be greater than 0; it is " + text(min));
    }
    if (range.whole()) {
      checkWhole(range);
    }
    Double step = range.step();
    if (step == null) {
      return;
    }
    if (range.log()) {
      add(range, "has a step, which a logarithmic range cannot have: drop one of the two");
    }
    if (!(step > 0) || step > max - min) {
      add(
          range,
          "has step %s, which must be greater than 0 and at most max - min".formatted(text(step)));
    } else if ((max - min) / step > MOST_WHOLE
        || Math.ulp(Math.max(Math.abs(min), Math.abs(max))) > step * LOST) {
      add(range, "has too small a step: " + text(step));
    }
  }

  private void checkWhole(Range range) {
    if (!whole(range.min()) || !whole(range.max())) {
      add(
          range,
          "is an integer, so its min and max must be integers; they are %s and %s"
              .formatted(text(range.min()), text(range.max())));
    }
    if (range.step() != null && !whole(range.step())) {
      add(range, "is an integer, so its step must be one; it is " + text(range.step()));
    }
  }

  private void check(Choice choice) {
    if (choice.values().isEmpty()) {
      add(choice, "has no values: give at least one");
    }
    var seen = new HashSet<String>();
    choice.values().stream()
        .filter(value -> !seen.add(value))
        .distinct()
        .forEach(value -> add(choice, "has the value %s twice".formatted(value)));
  }

  private void check(Dimension dimension, @Nullable Condition when) {
    if (when == null) {
      return;
    }
    Dimension other = byName.get(when.parameter());
    if (other == null) {
      add(
          dimension,
          "depends on %s, which is not a parameter; there are %s"
              .formatted(
                  when.parameter(), String.join(", ", byName.keySet().stream().sorted().toList())));
      return;
    }
    if (dependsOnItself(dimension)) {
      add(dimension, "depends on itself through %s: break the circle".formatted(other.name()));
      return;
    }
    if (when.in().isEmpty()) {
      add(dimension, "depends on no value of %s: give at least one".formatted(other.name()));
    }
    if (other instanceof Range range && !range.whole() && range.step() == null) {
      add(
          dimension,
          "depends on %s, which can have any value: give it a step, or depend on a choice or an integer"
              .formatted(other.name()));
      return;
    }
    when.in().stream()
        .filter(value -> !isValue(other, value))
        .sorted()
        .forEach(
            value ->
                add(
                    dimension,
                    "depends on %s being %s, which it cannot be".formatted(other.name(), value)));
  }

  private static boolean isValue(Dimension dimension, String text) {
    return switch (dimension) {
      case Choice choice -> choice.values().contains(text);
      case Range range -> Scale.of(range).stepOfValue(text) >= 0;
    };
  }

  private boolean dependsOnItself(Dimension dimension) {
    Set<String> seen = new HashSet<>();
    Dimension at = dimension;
    while (at != null && at.when() != null && seen.add(at.name())) {
      at = byName.get(at.when().parameter());
      if (at == dimension) {
        return true;
      }
    }
    return false;
  }

  private static boolean whole(double value) {
    return Math.rint(value) == value && Math.abs(value) <= MOST_WHOLE;
  }

  private static String text(double value) {
    return whole(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
