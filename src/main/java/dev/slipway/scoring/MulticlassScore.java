package dev.slipway.scoring;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Metrics of one of several classes. */
final class MulticlassScore {
  /**
   * accuracy, the share of right predictions, and macroF1, the unweighted mean over all classes
   * that occur in labels or predictions of 2TP/(2TP+FP+FN) (scikit-learn user guide, 3.4; Sokolova
   * and Lapalme, "A systematic analysis of performance measures", 2009).
   */
  static Map<String, Double> of(List<String> labels, List<String> predictions) {
    var hits = new HashMap<String, Long>();
    var labelled = new HashMap<String, Long>();
    var predicted = new HashMap<String, Long>();
    long right = 0;
    for (int i = 0; i < labels.size(); i++) {
      labelled.merge(labels.get(i), 1L, Long::sum);
      predicted.merge(predictions.get(i), 1L, Long::sum);
      if (labels.get(i).equals(predictions.get(i))) {
        hits.merge(labels.get(i), 1L, Long::sum);
        right++;
      }
    }
    var classes = new TreeSet<>(labelled.keySet());
    classes.addAll(predicted.keySet());
    double sum = 0;
    for (String c : classes) {
      sum +=
          ratio(
              2 * hits.getOrDefault(c, 0L),
              labelled.getOrDefault(c, 0L) + predicted.getOrDefault(c, 0L));
    }
    var metrics = new LinkedHashMap<String, Double>();
    metrics.put(Metric.ACCURACY.id(), (double) right / labels.size());
    metrics.put(Metric.MACRO_F1.id(), sum / classes.size());
    return metrics;
  }

  static double ratio(long part, long whole) {
    return whole == 0 ? 0 : (double) part / whole;
  }

  private MulticlassScore() {}
}
