package dev.slipway.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EarlyStopTest {
  private static Curve curve(int trial, Map<Long, Double> values) {
    return new Curve(trial, new TreeMap<>(values));
  }

  /** Trials 1, 2… with these values at a step. */
  private static List<Curve> at(long step, double... values) {
    return IntStream.range(0, values.length)
        .mapToObj(i -> curve(i + 1, Map.of(step, values[i])))
        .toList();
  }

  private static boolean stops(
      EarlyStop rule, double value, long step, Goal goal, List<Curve> others) {
    return rule.stop(curve(0, Map.of(step, value)), others, goal).isPresent();
  }

  private static final Asha ASHA = new Asha(1, 81, 3);

  /** Of six trials the best two go on. */
  @Test
  void ashaLetsTheBestThirdGoOn() {
    List<Curve> others = at(3, 0.5, 0.1, 0.3, 0.9, 0.7);
    assertThat(stops(ASHA, 0.2, 3, Goal.MINIMIZE, others)).isFalse();
    assertThat(stops(ASHA, 0.35, 3, Goal.MINIMIZE, others)).isTrue();
    assertThat(stops(ASHA, 0.8, 3, Goal.MAXIMIZE, others)).isFalse();
    assertThat(stops(ASHA, 0.6, 3, Goal.MAXIMIZE, others)).isTrue();
    assertThat(ASHA.stop(curve(0, Map.of(3L, 0.35)), others, Goal.MINIMIZE))
        .contains("at step 3 it is not among the best 2 of 6 trials");
    // a third of five is one
    assertThat(stops(ASHA, 0.2, 3, Goal.MINIMIZE, at(3, 0.1, 0.3, 0.9, 0.7))).isTrue();
  }

  @Test
  void ashaComparesAtTheLastRungOnly() {
    Curve trial = curve(0, Map.of(1L, 0.9, 3L, 0.9, 9L, 0.2));
    List<Curve> others =
        List.of(
            curve(1, Map.of(1L, 0.1, 3L, 0.1, 9L, 0.4)),
            curve(2, Map.of(1L, 0.1, 3L, 0.1)),
            curve(3, Map.of(1L, 0.1)));
    assertThat(ASHA.stop(trial, others, Goal.MINIMIZE)).isEmpty();
  }

  /** Fewer than three: a third of them is nobody, so the best so far goes on. */
  @Test
  void ashaLetsTheFirstGoOn() {
    assertThat(stops(ASHA, 5, 1, Goal.MINIMIZE, List.of())).isFalse();
    assertThat(stops(ASHA, 5, 1, Goal.MINIMIZE, at(1, 4))).isTrue();
    assertThat(stops(ASHA, 5, 1, Goal.MINIMIZE, at(1, 6))).isFalse();
    assertThat(stops(ASHA, 5, 1, Goal.MINIMIZE, at(1, 5))).isFalse();
  }

  @Test
  void ashaHasNothingToSayBeforeTheFirstRung() {
    assertThat(new Asha(5, 50, 2).stop(curve(0, Map.of()), at(5, 1, 2, 3), Goal.MINIMIZE))
        .isEmpty();
  }

  @Test
  void whatDivergedStopsAndCountsAsTheWorst() {
    for (Goal goal : Goal.values()) {
      assertThat(stops(ASHA, Double.NaN, 1, goal, List.of())).isTrue();
      assertThat(stops(ASHA, 5, 1, goal, at(1, Double.NaN, Double.NaN))).isFalse();
      assertThat(stops(new Median(1, 1), Double.NaN, 1, goal, at(1, 5))).isTrue();
      assertThat(stops(new Median(1, 1), 5, 1, goal, at(1, Double.NaN, Double.NaN, 5))).isFalse();
    }
  }

  /** R = 81, η = 3: brackets of 81, 34, 15, 8 and 5 trials (Li et al., table 1). */
  @Test
  void hyperbandFillsItsBracketsInProportion() {
    var rule = new Hyperband(1, 81, 3);
    assertThat(rule.brackets()).isEqualTo(5);
    int[] trials = new int[5];
    IntStream.range(0, 1430).forEach(trial -> trials[rule.bracket(trial)]++);
    int[] expected = {810, 340, 150, 80, 50};
    for (int bracket = 0; bracket < 5; bracket++) {
      assertThat(trials[bracket])
          .as(Arrays.toString(trials))
          .isBetween(expected[bracket] - 6, expected[bracket] + 6);
    }
    // and from the first trials on
    assertThat(IntStream.range(0, 9).map(rule::bracket).filter(b -> b == 0).count())
        .isBetween(4L, 6L);
  }

  @Test
  void hyperbandCountsItsBrackets() {
    assertThat(new Hyperband(1, 80, 3).brackets()).isEqualTo(4);
    assertThat(new Hyperband(10, 100, 3).brackets()).isEqualTo(3);
    assertThat(new Hyperband(10, 20, 3).brackets()).isEqualTo(1);
  }

  @Test
  void hyperbandComparesInABracketFromItsFirstRungOn() {
    var rule = new Hyperband(1, 81, 3);
    int[] first = new int[5];
    int[] second = new int[5];
    for (int trial = 1000; trial > 0; trial--) {
      second[rule.bracket(trial)] = first[rule.bracket(trial)];
      first[rule.bracket(trial)] = trial;
    }
    for (int bracket = 0; bracket < 5; bracket++) {
      for (long rung : List.of(1L, 3L, 9L, 27L)) {
        Curve bad = curve(first[bracket], Map.of(rung, 9.0));
        Curve good = curve(second[bracket], Map.of(rung, 1.0));
        Curve elsewhere = curve(first[(bracket + 1) % 5], Map.of(rung, 1.0));
        assertThat(rule.stop(bad, List.of(elsewhere), Goal.MINIMIZE)).isEmpty();
        assertThat(rule.stop(bad, List.of(good, elsewhere), Goal.MINIMIZE).isPresent())
            .as("bracket %d at %d", bracket, rung)
            .isEqualTo(rung >= Math.pow(3, bracket));
      }
    }
  }

  /** Averages up to step 2: 4, 3 and 5, their median 4. */
  @Test
  void medianComparesTheBestWithTheAverages() {
    var rule = new Median(1, 3);
    List<Curve> others =
        List.of(
            curve(1, Map.of(1L, 6.0, 2L, 2.0, 4L, 9.0)),
            curve(2, Map.of(1L, 5.0, 2L, 1.0)),
            curve(3, Map.of(1L, 8.0, 2L, 2.0, 4L, 0.0)),
            curve(4, Map.of(1L, 0.0)));
    assertThat(rule.stop(curve(0, Map.of(1L, 4.1, 2L, 7.0)), others, Goal.MINIMIZE))
        .contains(
            "up to step 2 its best value, 4.1, is worse than 4.0, the median of the averages of 3 trials");
    assertThat(rule.stop(curve(0, Map.of(1L, 4.0, 2L, 7.0)), others, Goal.MINIMIZE)).isEmpty();
    assertThat(rule.stop(curve(0, Map.of(1L, 3.9, 2L, 3.9)), others, Goal.MAXIMIZE)).isPresent();
    assertThat(rule.stop(curve(0, Map.of(1L, 3.9, 2L, 4.0)), others, Goal.MAXIMIZE)).isEmpty();
  }

  /** 1 at step 2 stands for two steps, 4 at step 3 for one: (2·1 + 1·4)/3 = 2. */
  @Test
  void anAverageIsOverStepsNotOverReports() {
    var rule = new Median(2, 1);
    List<Curve> others = List.of(curve(1, Map.of(2L, 1.0, 3L, 4.0)));
    assertThat(rule.stop(curve(0, Map.of(3L, 2.1)), others, Goal.MINIMIZE)).isPresent();
    assertThat(rule.stop(curve(0, Map.of(3L, 1.9)), others, Goal.MINIMIZE)).isEmpty();
  }

  @Test
  void anEvenNumberHasItsMedianInTheMiddle() {
    assertThat(stops(new Median(1, 2), 2.4, 1, Goal.MINIMIZE, at(1, 1, 4))).isFalse();
    assertThat(stops(new Median(1, 2), 2.6, 1, Goal.MINIMIZE, at(1, 1, 4))).isTrue();
  }

  @Test
  void medianWaitsForItsStartupTrialsAndSteps() {
    assertThat(stops(new Median(1, 3), 9, 1, Goal.MINIMIZE, at(1, 1, 1))).isFalse();
    assertThat(stops(new Median(1, 3), 9, 1, Goal.MINIMIZE, at(1, 1, 1, 1))).isTrue();
    assertThat(stops(new Median(2, 1), 9, 1, Goal.MINIMIZE, at(1, 1, 1))).isFalse();
    assertThat(new Median(2, 1).stop(curve(0, Map.of()), at(2, 1), Goal.MINIMIZE)).isEmpty();
  }

  @Test
  void rulesThatCannotWorkAreRefused() {
    assertThatThrownBy(() -> new Asha(0, 81, 3)).hasMessage("minSteps is 0, it must be at least 1");
    assertThatThrownBy(() -> new Hyperband(81, 81, 3))
        .hasMessage("maxSteps (81) must be greater than minSteps (81)");
    assertThatThrownBy(() -> new Asha(1, 81, 1))
        .hasMessage("reduction is 1, it must be at least 2");
    assertThatThrownBy(() -> new Median(0, 1))
        .hasMessage("minSteps (0) and startupTrials (1) must be at least 1");
  }
}
