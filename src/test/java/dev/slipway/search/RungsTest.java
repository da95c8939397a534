package dev.slipway.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RungsTest {
  private static Curve curve(Map<Long, Double> values) {
    return new Curve(1, new TreeMap<>(values));
  }

  @Test
  void eachRuleKnowsItsSteps() {
    assertThat(new Asha(1, 81, 3).rungs().steps()).containsExactly(1L, 3L, 9L, 27L);
    assertThat(new Asha(10, 100, 4).rungs().steps()).containsExactly(10L, 40L);
    assertThat(new Hyperband(1, 100, 3).rungs().steps()).containsExactly(1L, 3L, 9L, 27L, 81L);
    assertThat(new Median(1, 5).rungs().steps()).startsWith(1L, 2L, 4L, 6L, 8L).hasSize(20);
    assertThat(new Median(100, 5).rungs().steps()).startsWith(100L, 143L, 206L).endsWith(100_000L);
  }

  @Test
  void rungsAreBoundedHoweverLongTrialsAre() {
    assertThat(new Asha(1, Long.MAX_VALUE, 2).rungs().steps()).hasSize(20).endsWith(1L << 19);
    assertThat(new Median(Long.MAX_VALUE / 2, 1).rungs().steps()).hasSizeBetween(1, 20);
  }

  @Test
  void theFirstReportAtOrAfterARungIsRemembered() {
    Rungs rungs = new Asha(1, 81, 3).rungs();
    Curve first = rungs.remember(curve(Map.of()), 1, 0.5);
    assertThat(first).isEqualTo(curve(Map.of(1L, 0.5)));
    assertThat(rungs.remember(first, 2, 0.4)).isSameAs(first);
    Curve second = rungs.remember(first, 4, 0.3);
    assertThat(second).isEqualTo(curve(Map.of(1L, 0.5, 3L, 0.3)));
    assertThat(rungs.remember(second, 5, 0.2)).isSameAs(second);
  }

  /** Training that reports seldom has come to all rungs before its first report. */
  @Test
  void oneReportMayReachSeveralRungs() {
    Rungs rungs = new Asha(1, 81, 3).rungs();
    assertThat(rungs.remember(curve(Map.of()), 10, 0.5))
        .isEqualTo(curve(Map.of(1L, 0.5, 3L, 0.5, 9L, 0.5)));
    assertThat(rungs.remember(curve(Map.of()), 0, 0.5).values()).isEmpty();
  }
}
