package dev.slipway.runner.validate;

import dev.slipway.api.Task;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Profile;
import dev.slipway.profile.Profiler;
import dev.slipway.runner.validate.Respondent.Answer;
import dev.slipway.scoring.ClassLabel;
import dev.slipway.scoring.Metric;
import dev.slipway.scoring.Scoring;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What answers are worth. Pure. */
final class Measurement {
  /** The names of outputs in the profile of predictions; agents count by the same names. */
  static final String PREDICTION = "predict";

  static final String PROBABILITY = "predict_proba";

  /**
   * The quality of one model's answers.
   *
   * @param counted which rows count
   */
  static Map<String, Double> quality(
      Task task, List<String> labels, Respondent model, IntPredicate counted) {
    var truth = new ArrayList<String>();
    var predictions = new ArrayList<String>();
    var second = new ArrayList<Double>();
    for (int i = 0; i < labels.size(); i++) {
      Answer answer = model.answer(i);
      if (answer != null && counted.test(i)) {
        truth.add(labels.get(i));
        predictions.add(answer.prediction());
        if (answer.secondClass() != null) {
          second.add(answer.secondClass());
        }
      }
    }
    return Scoring.metrics(task, truth, predictions, second.size() == truth.size() ? second : null);
  }

  /** The share of rows that both answered alike; null when there is no such row. */
  static @Nullable Double agreement(Respondent one, Respondent other, int rows) {
    int[] both =
        IntStream.range(0, rows)
            .filter(i -> one.answer(i) != null && other.answer(i) != null)
            .toArray();
    if (both.length == 0) {
      return null;
    }
    long same =
        IntStream.of(both)
            .filter(i -> Objects.equals(canonical(one.answer(i)), canonical(other.answer(i))))
            .count();
    return (double) same / both.length;
  }

  /** Median and 99th percentile by the nearest rank: the least value that enough requests keep. */
  static Map<String, Double> latency(double[] sorted) {
    var latency = new LinkedHashMap<String, Double>();
    if (sorted.length > 0) {
      latency.put(Metric.LATENCY_P50.id(), percentile(sorted, 0.50));
      latency.put(Metric.LATENCY_P99.id(), percentile(sorted, 0.99));
    }
    return latency;
  }

  private static double percentile(double[] sorted, double share) {
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }

  /** The distribution of a model's predictions, the baseline of those in production. */
  static Profile profile(Task task, Respondent model, int rows) {
    List<Answer> answers =
        IntStream.range(0, rows).mapToObj(model::answer).filter(Objects::nonNull).toList();
    var columns = new ArrayList<ColumnProfile>();
    if (task == Task.Regression) {
      columns.add(
          Profiler.numbers(
              PREDICTION,
              "number",
              "Label",
              answers.stream().mapToDouble(a -> Double.parseDouble(a.prediction())).toArray()));
    } else {
      var frequencies = new TreeMap<String, Long>();
      answers.forEach(a -> frequencies.merge(a.prediction(), 1L, Long::sum));
      columns.add(Profiler.categories(PREDICTION, "string", "Label", frequencies, 0));
    }
    double[] second =
        answers.stream()
            .map(Answer::secondClass)
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .toArray();
    if (second.length > 0) {
      columns.add(Profiler.numbers(PROBABILITY, "number", "Label", second));
    }
    return new Profile(answers.size(), columns);
  }

  /** The resident memory that a runtime tells of itself, in MiB; null when it does not. */
  static @Nullable Double memory(@Nullable String metricsPage) {
    if (metricsPage == null) {
      return null;
    }
    return metricsPage
        .lines()
        .filter(line -> line.startsWith("process_resident_memory_bytes"))
        .map(line -> line.substring(line.lastIndexOf(' ') + 1))
        .filter(text -> text.matches("[0-9.eE+]+"))
        .map(Double::parseDouble)
        .reduce(Double::sum)
        .map(bytes -> bytes / (1 << 20))
        .orElse(null);
  }

  private static @Nullable String canonical(@Nullable Answer answer) {
    return answer == null ? null : ClassLabel.canonical(answer.prediction());
  }

  private Measurement() {}
}
