package dev.slipway.search;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.search.Dimension.Choice;
import dev.slipway.search.Dimension.Condition;
import dev.slipway.search.Dimension.Range;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a search finds in functions whose minimum is known. */
class TpeSamplerTest {
  private static final Space PLANE =
      new Space(
          List.of(
              new Range("x", -5, 5, false, false, null),
              new Range("y", -5, 5, false, false, null)));

  @Test
  void findsMoreThanChance() {
    ToDoubleFunction<Map<String, String>> sphere =
        p -> Math.pow(number(p, "x") - 1, 2) + Math.pow(number(p, "y") + 2, 2);
    assertThat(median(PLANE, sphere, TpeSampler::new))
        .isLessThan(median(PLANE, sphere, RandomSampler::new) / 3);
  }

  @Test
  void knowsLogarithmsIntegersChoicesAndConditions() {
    var space =
        new Space(
            List.of(
                new Choice("kind", List.of("tree", "linear", "none"), null),
                new Range("depth", 1, 12, false, true, new Condition("kind", Set.of("tree"))),
                new Range("rate", 1e-5, 1, true, false, null)));
    ToDoubleFunction<Map<String, String>> loss =
        p -> {
          double kind = "tree".equals(p.get("kind")) ? Math.abs(number(p, "depth") - 7) / 10 : 2;
          return kind + Math.pow(Math.log10(number(p, "rate")) + 3, 2);
        };
    List<Trial> trials = search(new TpeSampler(space, 1), loss, 60);
    assertThat(trials)
        .allSatisfy(
            trial ->
                assertThat(trial.parameters().containsKey("depth"))
                    .isEqualTo("tree".equals(trial.parameters().get("kind"))));
    assertThat(median(space, loss, TpeSampler::new))
        .isLessThan(median(space, loss, RandomSampler::new));
  }

  @Test
  void goesOnWhereItWasLeft() {
    ToDoubleFunction<Map<String, String>> loss = p -> Math.abs(number(p, "x") - number(p, "y"));
    List<Trial> whole = search(new TpeSampler(PLANE, 7), loss, 40);
    var ended = new ArrayList<>(whole.subList(0, 25));
    java.util.Collections.shuffle(ended, new java.util.Random(1));
    assertThat(new TpeSampler(PLANE, 7).choose(25, ended)).isEqualTo(whole.get(25).parameters());
    assertThat(new TpeSampler(PLANE, 8).choose(25, ended)).isNotEqualTo(whole.get(25).parameters());
  }

  private static double median(
      Space space,
      ToDoubleFunction<Map<String, String>> loss,
      BiFunction<Space, Long, Sampler> sampler) {
    return IntStream.range(0, 11)
        .mapToDouble(
            seed ->
                search(sampler.apply(space, (long) seed), loss, 60).stream()
                    .mapToDouble(Trial::value)
                    .min()
                    .orElseThrow())
        .sorted()
        .toArray()[5];
  }

  private static List<Trial> search(
      Sampler sampler, ToDoubleFunction<Map<String, String>> loss, int trials) {
    var ended = new ArrayList<Trial>();
    for (int i = 0; i < trials; i++) {
      Map<String, String> parameters = sampler.choose(i, ended);
      ended.add(new Trial(i, parameters, loss.applyAsDouble(parameters)));
    }
    return ended;
  }

  private static double number(Map<String, String> parameters, String name) {
    return Double.parseDouble(parameters.get(name));
  }
}
