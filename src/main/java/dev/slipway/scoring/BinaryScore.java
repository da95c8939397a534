package dev.slipway.scoring;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Metrics of one of two classes. */
public final class BinaryScore {
  /** Probabilities are kept this far from 0 and 1, so that one sure mistake is not infinite. */
  private static final double EPSILON = 1e-15;

  /**
   * All metrics of a binary task.
   *
   * <p>With TP, FP, FN, TN the counts of true and false positives and negatives: accuracy =
   * (TP+TN)/n, precision = TP/(TP+FP), recall = TP/(TP+FN), f1 = 2TP/(2TP+FP+FN); a quotient with
   * nothing in its denominator is 0, as in scikit-learn (user guide, 3.4 "Metrics and scoring").
   *
   * @param labels true for the positive class
   * @param predictions true for the positive class
   * @param probabilities of the positive class, or null
   */
  static Map<String, Double> of(
      boolean[] labels, boolean[] predictions, double @Nullable [] probabilities) {
    long truePositives = 0;
    long falsePositives = 0;
    long falseNegatives = 0;
    long right = 0;
    for (int i = 0; i < labels.length; i++) {
      truePositives += labels[i] && predictions[i] ? 1 : 0;
      falsePositives += !labels[i] && predictions[i] ? 1 : 0;
      falseNegatives += labels[i] && !predictions[i] ? 1 : 0;
      right += labels[i] == predictions[i] ? 1 : 0;
    }
    var metrics = new LinkedHashMap<String, Double>();
    if (probabilities != null) {
      auc(labels, probabilities).ifPresent(auc -> metrics.put(Metric.AUC.id(), auc));
      metrics.put(Metric.LOG_LOSS.id(), logLoss(labels, probabilities));
    }
    metrics.put(Metric.ACCURACY.id(), (double) right / labels.length);
    metrics.put(
        Metric.PRECISION.id(),
        MulticlassScore.ratio(truePositives, truePositives + falsePositives));
    metrics.put(
        Metric.RECALL.id(), MulticlassScore.ratio(truePositives, truePositives + falseNegatives));
    metrics.put(
        Metric.F1.id(),
        MulticlassScore.ratio(
            2 * truePositives, 2 * truePositives + falsePositives + falseNegatives));
    return metrics;
  }

  /**
   * The area under the ROC curve by the Mann–Whitney statistic: with n₁ positive and n₀ negative
   * rows and R₁ the sum of the positive rows' ranks, tied rows sharing the mean of their ranks, auc
   * = (R₁ − n₁(n₁+1)/2) / (n₁n₀) (Hanley and McNeil, "The meaning and use of the area under a
   * receiver operating characteristic curve", Radiology 143, 1982).
   *
   * @return a number from 0 to 1; empty unless both classes occur
   */
  public static OptionalDouble auc(boolean[] labels, double[] scores) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> scores[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double ranks = 0;
    long positives = 0;
    for (int start = 0; start < order.length; ) {
      int end = start;
      long tiedPositives = 0;
      while (end < order.length && scores[order[end]] == scores[order[start]]) {
        tiedPositives += labels[order[end]] ? 1 : 0;
        end++;
      }
      if (end == start) {
        throw new IllegalArgumentException("a score is not a number");
      }
      ranks += tiedPositives * ((start + 1 + end) / 2.0);
      positives += tiedPositives;
      start = end;
    }
    long negatives = labels.length - positives;
    return positives == 0 || negatives == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            (ranks - positives * (positives + 1) / 2.0) / ((double) positives * negatives));
  }

  /**
   * The mean of −ln p(label), p clipped to [ε, 1−ε] with ε = 10⁻¹⁵ (Bishop, "Pattern Recognition
   * and Machine Learning", 2006, formula 4.90 divided by n).
   */
  static double logLoss(boolean[] labels, double[] probabilities) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      double p = Math.clamp(probabilities[i], EPSILON, 1 - EPSILON);
      sum -= Math.log(labels[i] ? p : 1 - p);
    }
    return sum / labels.length;
  }

  private BinaryScore() {}
}
