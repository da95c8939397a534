package dev.slipway.contract;

import java.util.Map;

/**
 * What {@code runner evaluate} measured.
 *
 * @param predictions captured predictions in the time
 * @param labels those of them that have a label that can be used
 * @param unknownLabels labels of the time whose id belongs to no captured prediction
 * @param unusableLabels labels that cannot be of the task, such as text where a number is predicted
 * @param metrics quality by task; empty when there are no labels
 */
public record EvaluateResult(
    long predictions,
    long labels,
    long unknownLabels,
    long unusableLabels,
    Map<String, Double> metrics) {
  public EvaluateResult {
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
  }
}
