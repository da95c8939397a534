package dev.slipway.trainingjob;

import static dev.slipway.trainingjob.Fixtures.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Gate;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusRunBuilder;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.api.Validation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadlineMetricTest {
  private static final TrainingJobSpec PLAIN = spec(null);

  @Test
  void isTheFirstThatAGateNames() {
    Run run = run(Map.of("auc", 0.5, "loss", 2.0, "rmse", 3.25));
    TrainingJobSpec gated =
        Fixtures.with(
            PLAIN,
            spec ->
                spec.validation(
                    new Validation(
                        null, List.of(gate("latencyP99Seconds"), gate("train.rmse")), null)));
    assertThat(HeadlineMetric.of(gated, run)).isEqualTo("rmse=3.25");
    assertThat(HeadlineMetric.of(PLAIN, run)).isEqualTo("auc=0.5");
    assertThat(HeadlineMetric.of(PLAIN, null)).isNull();
    assertThat(HeadlineMetric.of(PLAIN, run(Map.of()))).isNull();
  }

  @Test
  void isOneOfTheCodeBeforeThoseThatAreAdded() {
    assertThat(
            HeadlineMetric.of(
                PLAIN, run(Map.of("overfit_gap.z", 0.5, "training_seconds", 9.0, "z", 2.0))))
        .isEqualTo("z=2");
    assertThat(
            HeadlineMetric.of(
                PLAIN, run(Map.of("cpu_seconds", 3.0, "peak_memory_bytes", 9.0, "z", 2.0))))
        .isEqualTo("z=2");
    assertThat(HeadlineMetric.of(PLAIN, run(Map.of("training_seconds", 9.0))))
        .isEqualTo("training_seconds=9");
  }

  @Test
  void isWhatIsReportedWhileItTrains() {
    Run run =
        TrainingJobStatusRunBuilder.builder(run(Map.of()))
            .metrics(null)
            .progress(TrainingProgressBuilder.builder().metrics(Map.of("loss", 0.1234567)).build())
            .build();
    assertThat(HeadlineMetric.of(PLAIN, run)).isEqualTo("loss=0.1235");
  }

  @ParameterizedTest
  @CsvSource({"12345.6,1.235e+04", "0.00001236,1.236e-05", "100,100", "0,0", "-2.50,-2.5"})
  void hasFourDigits(double value, String text) {
    assertThat(HeadlineMetric.of(PLAIN, run(Map.of("m", value)))).isEqualTo("m=" + text);
  }

  private static Gate gate(String metric) {
    return new Gate(metric, null, 1.0, null, null);
  }

  private static Run run(Map<String, Double> metrics) {
    return TrainingJobStatusRunBuilder.builder().name("r").metrics(metrics).build();
  }
}
