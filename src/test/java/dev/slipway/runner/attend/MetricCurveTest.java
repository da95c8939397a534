package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.AttendTask.Curve;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MetricCurveTest {
  private final MetricCurve curve = new MetricCurve(new Curve("auc", List.of(2L, 6L, 18L)));

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

  private void take(@Nullable Long step, double value) {
    curve.metric("auc", step, value);
  }
}
