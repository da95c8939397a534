package dev.slipway.search;

import dev.slipway.search.Dimension.Condition;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of a search. Samplers refuse a space with {@link #problems}.
 *
 * @param dimensions in any order; they are kept so that conditions speak of what comes before
 */
public record Space(List<Dimension> dimensions) {
  public Space {
    dimensions = conditionsFirst(dimensions);
  }

  /** What is wrong with it, each in a sentence that names the parameter; empty if nothing is. */
  public List<String> problems() {
    return SpaceProblems.of(dimensions);
  }

  /**
   * Itself.
   *
   * @throws IllegalArgumentException if it has problems
   */
  Space sound() {
    if (!problems().isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", problems()));
    }
    return this;
  }

  /** Gives each parameter whose condition holds a value. */
  Map<String, String> fill(Function<Dimension, String> value) {
    var chosen = new LinkedHashMap<String, String>();
    for (Dimension dimension : dimensions) {
      if (holds(dimension.when(), chosen)) {
        chosen.put(dimension.name(), value.apply(dimension));
      }
    }
    return chosen;
  }

  /**
   * The parameters that have values under the same condition, each group after what it hangs on.
   */
  List<List<Dimension>> groups() {
    var groups = new LinkedHashMap<Optional<Condition>, List<Dimension>>();
    for (Dimension dimension : dimensions) {
      groups
          .computeIfAbsent(Optional.ofNullable(dimension.when()), _ -> new ArrayList<>())
          .add(dimension);
    }
    return List.copyOf(groups.values());
  }

  /** Whether a condition holds among values that were chosen. */
  static boolean holds(@Nullable Condition when, Map<String, String> chosen) {
    if (when == null) {
      return true;
    }
    String other = chosen.get(when.parameter());
    return other != null && when.in().contains(other);
  }

  private static List<Dimension> conditionsFirst(List<Dimension> given) {
    var rest = new ArrayList<>(given);
    var ordered = new ArrayList<Dimension>();
    var names = new HashSet<String>();
    boolean more = true;
    while (more) {
      more = false;
      for (var each = rest.iterator(); each.hasNext(); ) {
        Dimension dimension = each.next();
        Condition when = dimension.when();
        if (when == null || names.contains(when.parameter())) {
          each.remove();
          names.add(dimension.name());
          ordered.add(dimension);
          more = true;
        }
      }
    }
    // those whose conditions lead nowhere: problems() names them
    ordered.addAll(rest);
    return List.copyOf(ordered);
  }
}
