package dev.slipway.scoring;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Metrics of a predicted number. */
final class RegressionScore {
  /**
   * With errors e = prediction − label and m the labels' mean: rmse = √(Σe²/n), mae = Σ|e|/n, r2 =
   * 1 − Σe²/Σ(label−m)² (scikit-learn user guide, 3.4); r2 is left out when all labels are equal.
   */
  static Map<String, Double> of(double[] labels, double[] predictions) {
    double mean = Arrays.stream(labels).average().orElseThrow();
    double squares = 0;
    double absolutes = 0;
    double variance = 0;
    for (int i = 0; i < labels.length; i++) {
      double error = predictions[i] - labels[i];
      squares += error * error;
      absolutes += Math.abs(error);
      variance += (labels[i] - mean) * (labels[i] - mean);
    }
    var metrics = new LinkedHashMap<String, Double>();
    metrics.put(Metric.RMSE.id(), Math.sqrt(squares / labels.length));
    metrics.put(Metric.MAE.id(), absolutes / labels.length);
    if (variance > 0) {
      metrics.put(Metric.R2.id(), 1 - squares / variance);
    }
    return metrics;
  }

  private RegressionScore() {}
}
