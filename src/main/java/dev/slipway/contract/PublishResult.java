package dev.slipway.contract;

import dev.slipway.api.ModelVersionSpec.Artifact;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner publish} made.
 *
 * @param artifact the model's files in the store; null when it was not for this pod to leave one,
 *     or the task's {@code keep} left it out
 * @param metrics the last value of each metric; at most 40
 */
public record PublishResult(@Nullable Artifact artifact, Map<String, Double> metrics) {
  public PublishResult {
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
  }
}
