package dev.slipway.search;

import static dev.slipway.search.Spaces.choice;
import static dev.slipway.search.Spaces.log;
import static dev.slipway.search.Spaces.real;
import static dev.slipway.search.Spaces.when;
import static dev.slipway.search.Spaces.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.search.Trial.Failed;
import dev.slipway.search.Trial.Finished;
import dev.slipway.search.Trial.Outcome;
import dev.slipway.search.Trial.Running;
import dev.slipway.search.Trial.Stopped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a search finds in functions whose minimum is known, and what it makes of trials' ends. */
class TpeSamplerTest {
  private static final Space PLANE = Spaces.of(real("x", -5, 5), real("y", -5, 5));
  private static final Space LINE = Spaces.of(real("x", 0, 1));

  private static Sampler tpe(Space space, long seed) {
    return new TpeSampler(space, Goal.MINIMIZE, seed);
  }

  @Test
  void findsMoreThanChance() {
    ToDoubleFunction<Map<String, String>> sphere =
        p -> Math.pow(number(p, "x") - 1, 2) + Math.pow(number(p, "y") + 2, 2);
    assertThat(median(PLANE, sphere, TpeSamplerTest::tpe))
        .isLessThan(median(PLANE, sphere, RandomSampler::new) / 5);
  }

  /** Along a diagonal neither parameter alone tells what is good. */
  @Test
  void seesParametersTogether() {
    ToDoubleFunction<Map<String, String>> diagonal =
        p -> 10 * Math.abs(number(p, "x") - number(p, "y")) + Math.abs(number(p, "x") - 3);
    assertThat(median(PLANE, diagonal, TpeSamplerTest::tpe))
        .isLessThan(median(PLANE, diagonal, RandomSampler::new) / 2.5);
  }

  @Test
  void knowsLogarithmsIntegersChoicesAndConditions() {
    Space space =
        Spaces.of(
            choice("kind", "tree", "linear", "none"),
            when(whole("depth", 1, 12), "kind", "tree"),
            log("rate", 1e-5, 1));
    ToDoubleFunction<Map<String, String>> loss =
        p -> {
          double kind = "tree".equals(p.get("kind")) ? Math.abs(number(p, "depth") - 7) / 10 : 2;
          return kind + Math.pow(Math.log10(number(p, "rate")) + 3, 2);
        };
    assertThat(median(space, loss, TpeSamplerTest::tpe))
        .isLessThan(median(space, loss, RandomSampler::new) / 5);
  }

  @Test
  void goesOnWhereItWasLeft() {
    List<Trial> whole = search(tpe(PLANE, 7), p -> Math.abs(number(p, "x") - number(p, "y")), 40);
    List<Trial> left = whole.subList(0, 25).reversed();
    assertThat(tpe(PLANE, 7).next(left, 25)).contains(whole.get(25).parameters());
    assertThat(tpe(PLANE, 8).next(left, 25).orElseThrow()).isNotEqualTo(whole.get(25).parameters());
    assertThat(tpe(PLANE, 7).next(left, 26).orElseThrow()).isNotEqualTo(whole.get(25).parameters());
  }

  @Test
  void theGreatestIsFoundAsTheLeastOfItsOpposite() {
    List<Trial> trials = search(tpe(PLANE, 3), p -> number(p, "x"), 30);
    List<Trial> opposite =
        trials.stream()
            .map(t -> ended(t, new Finished(-((Finished) t.outcome()).value())))
            .toList();
    assertThat(new TpeSampler(PLANE, Goal.MAXIMIZE, 3).next(opposite, 30))
        .isEqualTo(tpe(PLANE, 3).next(trials, 30));
  }

  /** Values on a line by the end of the trials there: low places did well, high ones did not. */
  private static List<Trial> line(Outcome low, Outcome high) {
    var trials = new ArrayList<Trial>();
    for (int i = 0; i < 40; i++) {
      trials.add(new Trial(i, Map.of("x", String.valueOf((i + 0.5) / 40)), i < 8 ? low : high));
    }
    return trials;
  }

  /** How many of 40 seeds choose a place among the low ones, a fifth of the line. */
  private static long low(List<Trial> history) {
    return IntStream.range(0, 40)
        .filter(seed -> number(tpe(LINE, seed).next(history, 99).orElseThrow(), "x") < 0.2)
        .count();
  }

  @Test
  void theBetterPlacesAreChosen() {
    assertThat(low(line(new Finished(1), new Finished(2)))).isGreaterThan(30);
  }

  @Test
  void whatDivergedIsAvoided() {
    assertThat(low(line(new Finished(1), new Finished(Double.NaN)))).isGreaterThan(30);
  }

  @Test
  void whatWasStoppedEarlyIsWorseThanWhatWasNot() {
    assertThat(low(line(new Finished(1), new Stopped(9, 0.5)))).isGreaterThan(30);
    assertThat(low(line(new Stopped(9, 5), new Stopped(1, 0.5)))).isGreaterThan(30);
  }

  @Test
  void whatFailedTellsNothing() {
    List<Trial> history = search(tpe(PLANE, 3), p -> number(p, "x"), 30);
    var more = new ArrayList<>(history);
    for (int i = 0; i < 30; i++) {
      more.add(new Trial(30 + i, Map.of("x", "-5.0", "y", String.valueOf(i)), new Failed()));
    }
    assertThat(tpe(PLANE, 3).next(more, 99)).isEqualTo(tpe(PLANE, 3).next(history, 99));
  }

  /** Ten trials chosen before any of them ends are spread, not ten times the same. */
  @Test
  void whatRunsIsNotChosenAgain() {
    List<Trial> ended = search(tpe(LINE, 1), p -> Math.pow(number(p, "x") - 0.5, 2), 40);
    var history = new ArrayList<>(ended);
    for (int i = 40; i < 50; i++) {
      history.add(new Trial(i, tpe(LINE, 1).next(history, i).orElseThrow(), new Running()));
    }
    double together = least(history.subList(40, 50));
    double apart =
        least(
            IntStream.range(40, 50)
                .mapToObj(
                    i -> new Trial(i, tpe(LINE, 1).next(ended, i).orElseThrow(), new Running()))
                .toList());
    assertThat(together).isGreaterThan(2 * apart);
  }

  /** The shortest way between two trials on the line. */
  private static double least(List<Trial> trials) {
    double[] places =
        trials.stream().mapToDouble(t -> number(t.parameters(), "x")).sorted().toArray();
    return IntStream.range(1, places.length)
        .mapToDouble(i -> places[i] - places[i - 1])
        .min()
        .orElseThrow();
  }

  /** All twelve points once, and then no more. */
  @Test
  void aSmallSpaceIsTriedWhole() {
    Space space = Spaces.of(choice("a", "x", "y", "z"), whole("b", 1, 4));
    List<Trial> all = search(tpe(space, 5), p -> number(p, "b"), 12);
    assertThat(all).extracting(Trial::parameters).doesNotHaveDuplicates();
    assertThat(tpe(space, 5).next(all, 12)).isEmpty();
  }

  /** A search goes on after someone took a value away or made a range narrower. */
  @Test
  void valuesThatAreNoneAnyMoreAreLeftOut() {
    Space before = Spaces.of(choice("a", "x", "y", "z"), real("b", 0, 10));
    Space after = Spaces.of(choice("a", "x", "y"), real("b", 0, 1));
    List<Trial> trials = search(tpe(before, 5), p -> "z".equals(p.get("a")) ? 0 : 1, 30);
    for (int seed = 0; seed < 20; seed++) {
      assertThat(tpe(after, seed).next(trials, 30).orElseThrow())
          .satisfies(p -> assertThat(Spaces.contains(after, p)).isTrue());
    }
  }

  private static Trial ended(Trial trial, Outcome outcome) {
    return new Trial(trial.number(), trial.parameters(), outcome);
  }

  private static double median(
      Space space,
      ToDoubleFunction<Map<String, String>> loss,
      BiFunction<Space, Long, Sampler> sampler) {
    return IntStream.range(0, 11)
        .mapToDouble(
            seed ->
                search(sampler.apply(space, (long) seed), loss, 60).stream()
                    .mapToDouble(trial -> ((Finished) trial.outcome()).value())
                    .min()
                    .orElseThrow())
        .sorted()
        .toArray()[5];
  }

  private static List<Trial> search(
      Sampler sampler, ToDoubleFunction<Map<String, String>> loss, int trials) {
    var history = new ArrayList<Trial>();
    for (int i = 0; i < trials; i++) {
      Map<String, String> parameters = sampler.next(history, i).orElseThrow();
      history.add(new Trial(i, parameters, new Finished(loss.applyAsDouble(parameters))));
    }
    return history;
  }

  private static double number(Map<String, String> parameters, String name) {
    return Double.parseDouble(parameters.get(name));
  }
}
