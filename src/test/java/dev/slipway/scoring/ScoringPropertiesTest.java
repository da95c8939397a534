package dev.slipway.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.api.Task;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class ScoringPropertiesTest {
  @Property
  void aucIsTheShareOfPairsInOrder(
      @ForAll @Size(min = 2, max = 40) List<Boolean> labels,
      @ForAll @IntRange(max = 1000) int seed) {
    boolean[] truth = flags(labels);
    double[] scores = new double[truth.length];
    for (int i = 0; i < scores.length; i++) {
      scores[i] = (seed * 31 + i * 17) % 7 / 7.0;
    }
    double won = 0;
    long pairs = 0;
    for (int i = 0; i < truth.length; i++) {
      for (int j = 0; j < truth.length; j++) {
        if (truth[i] && !truth[j]) {
          pairs++;
          won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
        }
      }
    }
    if (pairs == 0) {
      assertThat(BinaryScore.auc(truth, scores)).isEmpty();
    } else {
      assertThat(BinaryScore.auc(truth, scores).orElseThrow())
          .isCloseTo(won / pairs, within(1e-12));
    }
  }

  @Property
  void aucOfTheOppositeScoresIsTheOppositeAuc(
      @ForAll @Size(value = 20) List<@DoubleRange(min = 0, max = 1) Double> scores) {
    var truth = new boolean[20];
    var some = new double[20];
    var opposite = new double[20];
    for (int i = 0; i < 20; i++) {
      truth[i] = i % 3 == 0;
      some[i] = scores.get(i);
      opposite[i] = -scores.get(i);
    }
    assertThat(BinaryScore.auc(truth, some).orElseThrow())
        .isCloseTo(1 - BinaryScore.auc(truth, opposite).orElseThrow(), within(1e-12));
  }

  @Property
  void everyMetricOfABinaryTaskStaysInItsRange(
      @ForAll @Size(value = 12) List<Boolean> labels,
      @ForAll @Size(value = 12) List<Boolean> predictions,
      @ForAll @Size(value = 12) List<@DoubleRange(min = 0, max = 1) Double> probabilities) {
    Map<String, Double> metrics =
        Scoring.metrics(
            Task.BinaryClassification, texts(labels), texts(predictions), probabilities);
    metrics.forEach(
        (name, value) -> {
          assertThat(value).as(name).isGreaterThanOrEqualTo(0);
          if (!name.equals("logLoss")) {
            assertThat(value).as(name).isLessThanOrEqualTo(1);
          } else {
            assertThat(value).isFinite();
          }
        });
  }

  @Property
  void aRightAnswerIsPerfect(
      @ForAll @Size(min = 2, max = 30) List<@IntRange(max = 5) Integer> labels) {
    List<String> texts = labels.stream().map(String::valueOf).toList();
    assertThat(Scoring.metrics(Task.MulticlassClassification, texts, texts, null).values())
        .allMatch(v -> v == 1.0);
    Map<String, Double> regression = Scoring.metrics(Task.Regression, texts, texts, null);
    assertThat(regression).containsEntry("rmse", 0.0).containsEntry("mae", 0.0);
    if (regression.containsKey("r2")) {
      assertThat(regression).containsEntry("r2", 1.0);
    }
  }

  @Property
  void maeNeverExceedsRmse(
      @ForAll @Size(value = 10) List<@DoubleRange(min = -1e6, max = 1e6) Double> labels,
      @ForAll @Size(value = 10) List<@DoubleRange(min = -1e6, max = 1e6) Double> predictions) {
    Map<String, Double> metrics =
        Scoring.metrics(
            Task.Regression,
            labels.stream().map(String::valueOf).toList(),
            predictions.stream().map(String::valueOf).toList(),
            null);
    assertThat(metrics.get("mae")).isLessThanOrEqualTo(metrics.getOrDefault("rmse", 0.0) + 1e-6);
  }

  private static boolean[] flags(List<Boolean> values) {
    var flags = new boolean[values.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = values.get(i);
    }
    return flags;
  }

  private static List<String> texts(List<Boolean> values) {
    return values.stream().map(v -> v ? "1" : "0").toList();
  }
}
