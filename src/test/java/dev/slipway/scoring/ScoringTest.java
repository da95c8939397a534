package dev.slipway.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.api.Task;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Expected values are from scikit-learn 1.7 or from hand calculation. */
class ScoringTest {
  private static final Offset<Double> CLOSE = within(1e-9);

  @Test
  void measuresABinaryTask() {
    Map<String, Double> metrics =
        Scoring.metrics(
            Task.BinaryClassification,
            List.of("0", "0", "1", "1", "1"),
            List.of("0", "1", "0", "1", "1"),
            List.of(0.1, 0.6, 0.4, 0.8, 0.6));
    // pairs won: (0.6: 1½ of 2 … ) 0.4 beats 0.1; 0.8 beats both; 0.6 beats 0.1 and ties 0.6
    assertThat(metrics.get("auc")).isCloseTo((1 + 2 + 1.5) / 6, CLOSE);
    assertThat(metrics.get("accuracy")).isCloseTo(0.6, CLOSE);
    assertThat(metrics.get("precision")).isCloseTo(2.0 / 3, CLOSE);
    assertThat(metrics.get("recall")).isCloseTo(2.0 / 3, CLOSE);
    assertThat(metrics.get("f1")).isCloseTo(2.0 / 3, CLOSE);
    assertThat(metrics.get("logLoss"))
        .isCloseTo(
            -(Math.log(0.9) + Math.log(0.4) + Math.log(0.4) + Math.log(0.8) + Math.log(0.6)) / 5,
            CLOSE);
  }

  @Test
  void takesOneClassForAnotherWrittenDifferently() {
    assertThat(
            Scoring.metrics(
                Task.BinaryClassification,
                List.of("true", "false", "true"),
                List.of("1", "0.0", "1.0"),
                null))
        .containsEntry("accuracy", 1.0)
        .containsEntry("recall", 1.0)
        .doesNotContainKeys("auc", "logLoss");
  }

  @Test
  void takesTheGreaterClassForThePositiveOne() {
    assertThat(
            Scoring.metrics(
                Task.BinaryClassification,
                List.of("no", "yes", "no"),
                List.of("no", "yes", "yes"),
                null))
        .containsEntry("precision", 0.5)
        .containsEntry("recall", 1.0);
    assertThat(
            Scoring.metrics(
                Task.BinaryClassification, List.of("9", "10"), List.of("10", "10"), null))
        .containsEntry("recall", 1.0)
        .containsEntry("precision", 0.5);
  }

  @Test
  void leavesOutWhatIsNotDefined() {
    assertThat(
            Scoring.metrics(
                Task.BinaryClassification, List.of("0", "0"), List.of("0", "0"), List.of(0.1, 0.2)))
        .doesNotContainKey("auc")
        .containsEntry("accuracy", 1.0)
        .containsEntry("f1", 0.0);
    assertThat(Scoring.metrics(Task.Regression, List.of("2", "2"), List.of("1", "3"), null))
        .containsEntry("rmse", 1.0)
        .doesNotContainKey("r2");
    assertThat(Scoring.metrics(Task.Regression, List.of(), List.of(), null)).isEmpty();
  }

  @Test
  void measuresSeveralClasses() {
    Map<String, Double> metrics =
        Scoring.metrics(
            Task.MulticlassClassification,
            List.of("a", "b", "c", "a"),
            List.of("a", "c", "c", "b"),
            null);
    assertThat(metrics.get("accuracy")).isCloseTo(0.5, CLOSE);
    // a: 2/3, b: 0, c: 2/3
    assertThat(metrics.get("macroF1")).isCloseTo(4.0 / 9, CLOSE);
  }

  @Test
  void measuresNumbers() {
    Map<String, Double> metrics =
        Scoring.metrics(
            Task.Regression, List.of("3", "-0.5", "2", "7"), List.of("2.5", "0.0", "2", "8"), null);
    assertThat(metrics.get("rmse")).isCloseTo(0.6123724356957945, CLOSE);
    assertThat(metrics.get("mae")).isCloseTo(0.5, CLOSE);
    assertThat(metrics.get("r2")).isCloseTo(0.9486081370449679, CLOSE);
  }

  @Test
  void refusesWhatCannotBeMeasured() {
    assertThatThrownBy(() -> Scoring.metrics(Task.Regression, List.of("cheap"), List.of("1"), null))
        .hasMessage("not a number: cheap");
    assertThatThrownBy(
            () -> Scoring.metrics(Task.Regression, List.of("1", "2"), List.of("1"), null))
        .hasMessage("2 labels, 1 predictions");
    assertThatThrownBy(
            () -> BinaryScore.auc(new boolean[] {true, false}, new double[] {Double.NaN, 1}))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void knowsWhichWayIsBetter() {
    assertThat(Metric.of("rmse")).hasValueSatisfying(m -> assertThat(m.higherIsBetter()).isFalse());
    assertThat(Metric.of("auc")).hasValueSatisfying(m -> assertThat(m.higherIsBetter()).isTrue());
    assertThat(Metric.of("made-up")).isEmpty();
  }
}
