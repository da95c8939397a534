package dev.slipway.scoring;

import dev.slipway.api.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Measures predictions of any task. */
public final class Scoring {
  /**
   * Measures predictions against labels.
   *
   * <p>Labels and predictions come as text, because one model answers {@code 1}, another {@code
   * 1.0} or {@code true} for the same class: numbers of equal value are one class, and so are true
   * and 1, false and 0. The positive class of a binary task is the greater of the two classes,
   * numbers by value and text by its characters, as scikit-learn orders them.
   *
   * @param task what is predicted; decides which metrics there are, see {@link Metric#quality}
   * @param labels what was true
   * @param predictions what was predicted, in the same order
   * @param probabilities of the positive class, for a binary task; null when the model gives none:
   *     then there is no auc and no logLoss
   * @return the metrics by name; one that is not defined for these labels, such as the auc of a
   *     single class, is left out; empty without rows
   * @throws IllegalArgumentException when the lists differ in length, or a number is asked for and
   *     the text is none
   */
  public static Map<String, Double> metrics(
      Task task,
      List<String> labels,
      List<String> predictions,
      @Nullable List<Double> probabilities) {
    if (labels.size() != predictions.size()
        || (probabilities != null && probabilities.size() != labels.size())) {
      throw new IllegalArgumentException(
          "%d labels, %d predictions%s"
              .formatted(
                  labels.size(),
                  predictions.size(),
                  probabilities == null ? "" : ", " + probabilities.size() + " probabilities"));
    }
    if (labels.isEmpty()) {
      return Map.of();
    }
    return switch (task) {
      case Regression -> RegressionScore.of(numbers(labels), numbers(predictions));
      case MulticlassClassification -> MulticlassScore.of(classes(labels), classes(predictions));
      case BinaryClassification -> {
        List<String> known = classes(labels);
        List<String> guessed = classes(predictions);
        String positive = ClassLabel.positive(known, guessed);
        yield BinaryScore.of(
            flags(known, positive),
            flags(guessed, positive),
            probabilities == null
                ? null
                : probabilities.stream().mapToDouble(Double::doubleValue).toArray());
      }
    };
  }

  private static List<String> classes(List<String> texts) {
    var classes = new ArrayList<String>(texts.size());
    texts.forEach(text -> classes.add(ClassLabel.canonical(text)));
    return classes;
  }

  private static boolean[] flags(List<String> classes, String positive) {
    var flags = new boolean[classes.size()];
    for (int i = 0; i < flags.length; i++) {
      flags[i] = positive.equals(classes.get(i));
    }
    return flags;
  }

  private static double[] numbers(List<String> texts) {
    return texts.stream()
        .mapToDouble(
            text -> {
              try {
                return Double.parseDouble(ClassLabel.canonical(text));
              } catch (NumberFormatException e) {
                throw new IllegalArgumentException("not a number: " + text, e);
              }
            })
        .toArray();
  }

  private Scoring() {}
}
