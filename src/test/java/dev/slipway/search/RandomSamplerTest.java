package dev.slipway.search;

import static dev.slipway.search.Spaces.choice;
import static dev.slipway.search.Spaces.log;
import static dev.slipway.search.Spaces.real;
import static dev.slipway.search.Spaces.steps;
import static dev.slipway.search.Spaces.whole;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RandomSamplerTest {
  private static List<String> drawn(Dimension dimension, int trials) {
    var sampler = new RandomSampler(Spaces.of(dimension), 1);
    return IntStream.range(0, trials)
        .mapToObj(i -> sampler.next(List.of(), i).orElseThrow().get(dimension.name()))
        .toList();
  }

  /** 4,000 draws of four values: each 1,000 times, give or take 27 (standard deviation). */
  @Test
  void theEndsAreAsLikelyAsTheRest() {
    for (Dimension dimension :
        List.of(whole("x", 1, 4), steps("x", 0, 0.3, 0.1), choice("x", "a", "b", "c", "d"))) {
      Map<String, Long> counts =
          drawn(dimension, 4000).stream()
              .collect(Collectors.groupingBy(v -> v, Collectors.counting()));
      assertThat(counts).hasSize(4).allSatisfy((_, n) -> assertThat(n).isBetween(870L, 1130L));
    }
  }

  @Test
  void aLogarithmIsSpreadEvenly() {
    List<String> places = drawn(log("x", 1e-4, 1), 4000);
    assertThat(places).filteredOn(v -> Double.parseDouble(v) < 1e-2).hasSizeBetween(1870, 2130);
    List<String> wholes = drawn(new Dimension.Range("x", 1, 1000, true, true, null, null), 4000);
    assertThat(wholes).filteredOn(v -> Integer.parseInt(v) <= 31).hasSizeBetween(2050, 2350);
  }

  @Test
  void parametersDoNotFollowEachOther() {
    var sampler = new RandomSampler(Spaces.of(real("x", 0, 1), real("y", 0, 1)), 1);
    long both =
        IntStream.range(0, 4000)
            .mapToObj(i -> sampler.next(List.of(), i).orElseThrow())
            .filter(p -> p.values().stream().allMatch(v -> Double.parseDouble(v) < 0.5))
            .count();
    assertThat(both).isBetween(870L, 1130L);
  }
}
