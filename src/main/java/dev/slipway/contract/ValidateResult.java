package dev.slipway.contract;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner validate} measured.
 *
 * @param metrics of the candidate: quality by task, latencyP50Seconds, latencyP99Seconds,
 *     errorRate, memoryMiB, and agreement when there is a champion
 * @param championMetrics of the champion on the same rows; empty when there is none
 * @param rows how many rows were sent
 * @param card where the model card lies
 * @param predictionProfile where the distribution of the candidate's predictions lies
 */
public record ValidateResult(
    Map<String, Double> metrics,
    @Nullable Map<String, Double> championMetrics,
    long rows,
    String card,
    String predictionProfile) {
  public ValidateResult {
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
  }
}
