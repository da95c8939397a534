package dev.slipway.search;

import static dev.slipway.search.Spaces.choice;
import static dev.slipway.search.Spaces.log;
import static dev.slipway.search.Spaces.real;
import static dev.slipway.search.Spaces.steps;
import static dev.slipway.search.Spaces.when;
import static dev.slipway.search.Spaces.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.search.Dimension.Range;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GridTest {
  private static List<Map<String, String>> points(Grid grid) {
    return LongStream.range(0, grid.size()).mapToObj(grid::point).toList();
  }

  private static List<String> values(Range range, int points) {
    return points(Grid.of(Spaces.of(range), points)).stream()
        .map(p -> p.get(range.name()))
        .toList();
  }

  @Test
  void theLastParameterChangesFirst() {
    assertThat(points(Grid.of(Spaces.of(choice("a", "x", "y"), whole("b", 1, 2)), 5)))
        .containsExactly(
            Map.of("a", "x", "b", "1"),
            Map.of("a", "x", "b", "2"),
            Map.of("a", "y", "b", "1"),
            Map.of("a", "y", "b", "2"));
  }

  @Test
  void rangesAreTakenAtStepsOrAtEvenDistances() {
    assertThat(values(steps("x", 0, 0.3, 0.1), 2)).containsExactly("0", "0.1", "0.2", "0.3");
    assertThat(values(steps("x", -1, 1, 0.75), 2)).containsExactly("-1", "-0.25", "0.5");
    assertThat(values(new Range("x", 10, 30, false, true, 10.0, null), 2))
        .containsExactly("10", "20", "30");
    assertThat(values(real("x", 0, 1), 3)).containsExactly("0.0", "0.5", "1.0");
    assertThat(values(real("x", 0, 1), 1)).containsExactly("0.5");
    assertThat(values(log("x", 0.01, 1), 2)).containsExactly("0.01", "1.0");
    assertThat(values(whole("x", 1, 3), 3)).containsExactly("1", "2", "3");
    assertThat(values(whole("x", 1, 100), 3)).containsExactly("1", "51", "100");
  }

  /** tree: 3 depths × 2 rules; linear: 4 penalties; none: 1; each with 2 rates. */
  @Test
  void whereAConditionDoesNotHoldNothingIsMultiplied() {
    Grid grid =
        Grid.of(
            Spaces.of(
                choice("kind", "linear", "tree", "none"),
                when(whole("depth", 1, 3), "kind", "tree"),
                when(choice("rule", "gini", "entropy"), "kind", "tree"),
                when(whole("penalty", 1, 4), "kind", "linear"),
                choice("rate", "slow", "fast")),
            10);
    assertThat(grid.size()).isEqualTo((3 * 2 + 4 + 1) * 2);
    assertThat(points(grid))
        .doesNotHaveDuplicates()
        .startsWith(
            Map.of("kind", "linear", "penalty", "1", "rate", "slow"),
            Map.of("kind", "linear", "penalty", "1", "rate", "fast"),
            Map.of("kind", "linear", "penalty", "2", "rate", "slow"))
        .contains(Map.of("kind", "tree", "depth", "1", "rule", "gini", "rate", "slow"))
        .endsWith(Map.of("kind", "none", "rate", "fast"));
  }

  @Test
  void whatIsTooManyIsCountedWithoutBeingBuilt() {
    Space space =
        Spaces.of(
            steps("x", 0, 1e9, 1e-3),
            new Range("n", 0, 1e12, false, true, 1.0, null),
            when(choice("c", "a", "b"), "n", "7"));
    assertThat(Grid.of(Spaces.of(space.dimensions().get(0)), 2).size())
        .isEqualTo(1_000_000_000_001L);
    assertThat(Grid.of(Spaces.of(space.dimensions().get(1), space.dimensions().get(2)), 2).size())
        .isEqualTo(1_000_000_000_002L);
    assertThat(Grid.of(space, 2).size()).isEqualTo(Long.MAX_VALUE);
    assertThat(Grid.of(Spaces.of(space.dimensions().get(1), space.dimensions().get(2)), 2).point(9))
        .isEqualTo(Map.of("n", "8"));
  }

  @Test
  void aSamplerEndsWithItsGrid() {
    var sampler = new GridSampler(Grid.of(Spaces.of(choice("a", "x", "y")), 5));
    assertThat(sampler.next(List.of(), 1)).contains(Map.of("a", "y"));
    assertThat(sampler.next(List.of(), 2)).isEmpty();
  }
}
