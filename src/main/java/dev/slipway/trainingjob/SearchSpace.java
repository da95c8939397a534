package dev.slipway.trainingjob;

import dev.slipway.api.Search;
import dev.slipway.search.Dimension;
import dev.slipway.search.Goal;
import dev.slipway.search.Grid;
import dev.slipway.search.GridSampler;
import dev.slipway.search.RandomSampler;
import dev.slipway.search.Sampler;
import dev.slipway.search.Space;
import dev.slipway.search.TpeSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a spec says of a search, as samplers take it. */
final class SearchSpace {
  /** A grid has every value of its ranges, which therefore have steps or are whole numbers. */
  private static final int POINTS = Integer.MAX_VALUE;

  /** The parameters. */
  static Space of(Search search) {
    return new Space(search.parameters().stream().map(SearchSpace::dimension).toList());
  }

  /** Why it cannot be searched, in sentences; empty when it can. */
  static List<String> problems(Search search) {
    var problems = new ArrayList<>(of(search).problems());
    for (Search.Parameter parameter : search.parameters()) {
      parameter.containers().keySet().stream()
          .filter(value -> !parameter.values().contains(value))
          .map(
              value ->
                  "parameter %s has a container for %s, which is none of its values"
                      .formatted(parameter.name(), value))
          .forEach(problems::add);
    }
    if (search.algorithm() == Search.Algorithm.Grid) {
      for (Search.Parameter parameter : search.parameters()) {
        Search.NumberRange number = parameter.number();
        boolean log = parameter.integer() != null && Boolean.TRUE.equals(parameter.integer().log());
        if (log || (number != null && number.step() == null)) {
          problems.add(
              "parameter %s has no steps, which a Grid needs: set step, or list values"
                  .formatted(parameter.name()));
        }
      }
    }
    return problems;
  }

  /** Chooses the trials. */
  static Sampler sampler(Search search) {
    Space space = of(search);
    long seed = search.seed() == null ? 0 : search.seed();
    return switch (search.algorithm()) {
      case Grid -> new GridSampler(Grid.of(space, POINTS));
      case Random -> new RandomSampler(space, seed);
      case TPE -> new TpeSampler(space, goal(search), seed);
    };
  }

  static Goal goal(Search search) {
    return search.objective().goal() == Search.Goal.Maximize ? Goal.MAXIMIZE : Goal.MINIMIZE;
  }

  private static Dimension dimension(Search.Parameter parameter) {
    Dimension.Condition when = condition(parameter.when());
    Search.IntegerRange whole = parameter.integer();
    if (whole != null) {
      return new Dimension.Range(
          parameter.name(),
          whole.min(),
          whole.max(),
          Boolean.TRUE.equals(whole.log()),
          true,
          whole.step() == null ? null : whole.step().doubleValue(),
          when);
    }
    Search.NumberRange number = parameter.number();
    if (number != null) {
      return new Dimension.Range(
          parameter.name(),
          number.min(),
          number.max(),
          Boolean.TRUE.equals(number.log()),
          false,
          number.step(),
          when);
    }
    return new Dimension.Choice(parameter.name(), parameter.values(), when);
  }

  private static Dimension.@Nullable Condition condition(Search.@Nullable When when) {
    return when == null ? null : new Dimension.Condition(when.parameter(), Set.copyOf(when.in()));
  }

  private SearchSpace() {}
}
