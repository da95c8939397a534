package dev.slipway.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetricDirectionTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "auc", "val_auc", "validation/accuracy", "top5_accuracy", "macroF1", "f1_macro",
        "r2", "R2_score", "recall@5", "rocAUC", "average_precision", "neg_log_loss",
        "neg_mean_squared_error", "agreement"
      })
  void moreIsBetter(String name) {
    assertThat(MetricDirection.higherIsBetter(name)).contains(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss",
        "logLoss",
        "log_loss",
        "clsLoss",
        "val.rmse",
        "mean_absolute_error",
        "mae",
        "error_rate",
        "cross-entropy",
        "accuracy_loss",
        "training_seconds",
        "peak_memory_bytes",
        "cpu_seconds",
        "cv.cpu_seconds",
        "overfit_gap.auc",
        "overfit_gap.wobble",
        "latencyP99Seconds",
        "memoryMiB"
      })
  void lessIsBetter(String name) {
    assertThat(MetricDirection.higherIsBetter(name)).contains(false);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wobble", "came", "neg", "neg_wobble", "lossless", "_", "score", "steps"})
  void nothingIsGuessed(String name) {
    assertThat(MetricDirection.higherIsBetter(name)).isEmpty();
  }
}
