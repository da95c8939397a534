package dev.slipway.runner.prepare.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked
class SingleFeatureTest {
  /**
   * Learned shares of class 1: group 0 2/10, group 1 8/10. Of the held rows 8 of 20 negatives are
   * in group 1, 15 of 20 positives. AUC = (15·12 + (15·8 + 5·12)/2) / 400 = 0.675.
   */
  @Test
  void classesAreScoredOnRowsThatAreHeldOut() {
    SingleFeature found =
        SingleFeature.classes(
            new Contingency(new long[][] {{8, 2}, {2, 8}}, new long[][] {{12, 5}, {8, 15}}));
    assertThat(found.measure()).isEqualTo("auc");
    assertThat(found.value()).isCloseTo(0.675, within(1e-12));
    assertThat(found.rows()).isEqualTo(40);
    // Hanley and McNeil: Q1 = A/(2−A), Q2 = 2A²/(1+A).
    double q1 = 0.675 / 1.325 - 0.675 * 0.675;
    double q2 = 2 * 0.675 * 0.675 / 1.675 - 0.675 * 0.675;
    assertThat(found.error())
        .isCloseTo(Math.sqrt((0.675 * 0.325 + 19 * q1 + 19 * q2) / 400), within(1e-12));
    assertThat(found.leaks()).isFalse();
  }

  /** Whoever has learned the opposite is worse than nothing. */
  @Test
  void whatIsLearnedWrongIsScoredWrong() {
    SingleFeature found =
        SingleFeature.classes(
            new Contingency(new long[][] {{0, 9}, {9, 0}}, new long[][] {{20, 0}, {0, 20}}));
    assertThat(found.value()).isZero();
  }

  @Test
  void groupsThatNothingWasLearnedOfTellNothing() {
    SingleFeature id =
        SingleFeature.classes(
            new Contingency(
                new long[][] {{1, 0}, {0, 1}, {10, 10}, {0, 0}},
                new long[][] {{0, 0}, {0, 0}, {0, 0}, {25, 25}}));
    assertThat(id.value()).isEqualTo(0.5);
  }

  @Test
  void threeClasses() {
    var copy = new long[][] {{30, 0, 0}, {0, 20, 0}, {0, 0, 10}};
    SingleFeature found = SingleFeature.classes(new Contingency(copy, copy));
    assertThat(found.value()).isEqualTo(1);
    assertThat(found.leaks()).isTrue();
  }

  @Test
  void fewRowsSayNothing() {
    var counts = new long[][] {{14, 0}, {0, 14}};
    assertThat(SingleFeature.classes(new Contingency(counts, counts))).isNull();
    var rare = new long[][] {{100, 0}, {0, 4}};
    assertThat(SingleFeature.classes(new Contingency(rare, rare))).isNull();
    assertThat(SingleFeature.numbers(new Contingency(counts, counts))).isNull();
    assertThat(SingleFeature.classes(new Contingency(new long[0][], new long[0][]))).isNull();
  }

  /**
   * Ranks of two label groups of 20 rows each are ¼ and ¾, the mean ½. Group 0 guesses (½ +
   * 20·¼)/21, group 1 the mirror of that: every held row is wrong by 1/84 of 1/4.
   */
  @Test
  void numbersAreScoredByRank() {
    var copy = new long[][] {{20, 0}, {0, 20}};
    SingleFeature found = SingleFeature.numbers(new Contingency(copy, copy));
    double wrong = (0.5 + 20 * 0.25) / 21 - 0.25;
    assertThat(found.value()).isCloseTo(1 - wrong * wrong / 0.0625, within(1e-12));
    assertThat(found.leaks()).isTrue();
    var mixed = new long[][] {{10, 10}, {10, 10}};
    assertThat(SingleFeature.numbers(new Contingency(mixed, mixed)).value())
        .isCloseTo(0, within(1e-12));
  }

  /** A score of few rows must be better than one of many. */
  @Test
  void aScoreThatChanceMayHaveMadeIsNoLeak() {
    assertThat(new SingleFeature("auc", 0.985, 0.004, 2000).leaks()).isTrue();
    assertThat(new SingleFeature("auc", 0.985, 0.012, 60).leaks()).isFalse();
    assertThat(new SingleFeature("r2", 0.96, 0.004, 2000).leaks()).isTrue();
    assertThat(new SingleFeature("r2", 0.96, 0.02, 60).leaks()).isFalse();
  }
}
