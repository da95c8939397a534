package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.contract.AttendTask.Curve;
import dev.slipway.runner.RunnerException;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricCurveTest {
  private MetricCurve curve = new MetricCurve(new Curve("auc", 2, 3));

  @Test
  void eachRungHasTheFirstValueThatIsNotBeforeIt() {
    take(1L, 0.1);
    assertThat(curve.points()).isEqualTo(Map.of(1L, 0.1));
    take(2L, 0.2);
    take(5L, 0.5);
    assertThat(curve.points()).isEqualTo(Map.of(2L, 0.2, 5L, 0.5));
    take(7L, 0.7);
    take(8L, 0.8);
    assertThat(curve.points()).isEqualTo(Map.of(2L, 0.2, 6L, 0.7, 8L, 0.8));
  }

  @Test
  void aStepBeyondSeveralRungsIsTheValueOfAll() {
    take(20L, 0.5);
    assertThat(curve.points()).isEqualTo(Map.of(2L, 0.5, 6L, 0.5, 18L, 0.5, 20L, 0.5));
  }

  @Test
  void withoutStepsLinesAreCounted() {
    for (int i = 1; i <= 7; i++) {
      take(null, i);
      curve.metric("loss", null, 9);
    }
    assertThat(curve.points()).isEqualTo(Map.of(2L, 2.0, 6L, 6.0, 7L, 7.0));
  }

  @Test
  void whatIsReportedOnceMoreForARungChangesNothing() {
    take(2L, 0.2);
    take(2L, 0.9);
    assertThat(curve.points()).isEqualTo(Map.of(2L, 0.2));
  }

  @Test
  void stepsThatBeginAnewAddOnlyTheLastOne() {
    take(8L, 0.8);
    take(3L, 0.3);
    assertThat(curve.points()).isEqualTo(Map.of(2L, 0.8, 6L, 0.8, 3L, 0.3));
  }

  @Test
  void nothingIsToldBeforeAValueIs() {
    assertThat(curve.points()).isEmpty();
  }

  @Test
  void thereAreNeverMoreThanTwentyPoints() {
    curve = new MetricCurve(new Curve("auc", 1, 2));
    LongStream.rangeClosed(1, 40).forEach(power -> take(1L << power, power));
    assertThat(curve.points())
        .hasSize(MetricCurve.MOST)
        .containsEntry(1L << 18, 18.0)
        .containsEntry(1L << 40, 40.0);
  }

  @Test
  void rungsEndWhereNumbersEnd() {
    curve = new MetricCurve(new Curve("auc", Long.MAX_VALUE / 2, 1000));
    take(Long.MAX_VALUE, 1);
    assertThat(curve.points()).isEqualTo(Map.of(Long.MAX_VALUE / 2, 1.0, Long.MAX_VALUE, 1.0));
  }

  @ParameterizedTest
  @CsvSource({"0, 2", "-1, 2", "1, 1", "1, 0"})
  void rungsThatDoNotGrowAreRefused(long minSteps, int reduction) {
    assertThatThrownBy(() -> new MetricCurve(new Curve("auc", minSteps, reduction)))
        .isInstanceOf(RunnerException.class)
        .hasMessageContaining("minSteps of at least 1")
        .hasMessageContaining("auc");
  }

  private void take(@Nullable Long step, double value) {
    curve.metric("auc", step, value);
  }
}
