package dev.slipway.modelversion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Gate;
import dev.slipway.api.ModelVersionStatus.GateResult;
import dev.slipway.modelversion.GatePolicy.Figures;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GatePolicyTest {
  private static final Figures CANDIDATE =
      new Figures(
          Map.of("auc", 0.75, "rmse", 4.0, "latencyP99Seconds", 0.2),
          Map.of(
              "loss", 0.3,
              "auc", 0.8,
              "training_seconds", 90.0,
              "overfit_gap.auc", 0.05,
              "peak_memory_bytes", 6656000.0));
  private static final Figures CHAMPION =
      new Figures(
          Map.of("auc", 0.76, "rmse", 4.1),
          Map.of(
              "auc", 0.7,
              "training_seconds", 60.0,
              "overfit_gap.auc", 0.1,
              "peak_memory_bytes", 6000000.0));

  static Stream<Arguments> gates() {
    return Stream.of(
        of("least", gate("auc", 0.75, null, null), true, "auc at least 0.75", "0.75"),
        of("too little", gate("auc", 0.751, null, null), false, "auc at least 0.751", "0.75"),
        of("most", gate("rmse", null, 4.0, null), true, "rmse at most 4", "4"),
        of("too much", gate("rmse", null, 3.99, null), false, "rmse at most 3.99", "4"),
        of(
            "both",
            gate("auc", 0.7, 0.74, null),
            false,
            "auc at least 0.7 and at most 0.74",
            "0.75"),
        of(
            "worse",
            gate("auc", null, null, 0.0),
            false,
            "auc not worse than the champion",
            "0.75, fares-v1 has 0.76"),
        of(
            "worse by little",
            gate("auc", null, null, 0.02),
            true,
            "auc not worse than the champion by more than 0.02",
            "0.75, fares-v1 has 0.76"),
        of(
            "less error is better",
            gate("rmse", null, null, 0.0),
            true,
            "rmse not worse than the champion",
            "4, fares-v1 has 4.1"),
        of(
            "of training",
            gate("train.loss", null, 0.5, null),
            true,
            "train.loss at most 0.5",
            "0.3"),
        of(
            "of training, compared",
            gate("train.auc", null, null, 0.0),
            true,
            "train.auc not worse than the champion",
            "0.8, fares-v1 has 0.7"),
        of(
            "champion without",
            gate("latencyP99Seconds", null, null, 0.0),
            false,
            "latencyP99Seconds not worse than the champion",
            "0.2, fares-v1 has no such metric; it has: auc, rmse, train.auc, train.overfit_gap.auc, train.peak_memory_bytes, train.training_seconds"),
        of(
            "overfit",
            gate("train.overfit_gap.auc", null, 0.04, null),
            false,
            "train.overfit_gap.auc at most 0.04",
            "0.05"),
        of(
            "less overfit than the champion",
            gate("train.overfit_gap.auc", null, null, 0.0),
            true,
            "train.overfit_gap.auc not worse than the champion",
            "0.05, fares-v1 has 0.1"),
        of(
            "slower than the champion",
            gate("train.training_seconds", null, null, 20.0),
            false,
            "train.training_seconds not worse than the champion by more than 20",
            "90, fares-v1 has 60"),
        of(
            "more memory than the champion",
            gate("train.peak_memory_bytes", null, null, 1e5),
            false,
            "train.peak_memory_bytes not worse than the champion by more than 100000",
            "6656000, fares-v1 has 6000000"),
        of(
            "memory within its bound",
            gate("train.peak_memory_bytes", null, 8e6, null),
            true,
            "train.peak_memory_bytes at most 8000000",
            "6656000"),
        of(
            "missing",
            gate("f1", 0.1, null, null),
            false,
            "f1 at least 0.1",
            "there is no metric of this name; there are: auc, latencyP99Seconds, rmse, train.auc, train.loss, train.overfit_gap.auc, train.peak_memory_bytes, train.training_seconds"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("gates")
  void decides(String name, Gate gate, boolean passed, String words, String found) {
    assertThat(GatePolicy.decide(List.of(gate), CANDIDATE, "fares-v1", CHAMPION))
        .containsExactly(new GateResult(words, passed, found));
  }

  @ParameterizedTest
  @org.junit.jupiter.params.provider.ValueSource(doubles = {0, 0.1})
  void theFirstVersionHasNoChampionToBeat(double by) {
    assertThat(
            GatePolicy.decide(
                List.of(gate("auc", null, null, by)),
                CANDIDATE,
                null,
                new Figures(Map.of(), Map.of())))
        .allMatch(GateResult::passed);
  }

  @org.junit.jupiter.api.Test
  void doesNotGuessWhichWayIsBetter() {
    var reported = new Figures(Map.of(), Map.of("wobble", 0.2));
    assertThat(
            GatePolicy.decide(
                List.of(gate("train.wobble", null, null, 0.0)), reported, "fares-v1", reported))
        .singleElement()
        .satisfies(
            result -> {
              assertThat(result.passed()).isFalse();
              assertThat(result.found()).contains("use min or max");
            });
  }

  private static Arguments of(String name, Gate gate, boolean passed, String words, String found) {
    return Arguments.of(name, gate, passed, words, found);
  }

  private static Gate gate(
      String metric, @Nullable Double min, @Nullable Double max, @Nullable Double by) {
    return new Gate(metric, min, max, by == null ? null : Gate.Reference.Champion, by);
  }
}
