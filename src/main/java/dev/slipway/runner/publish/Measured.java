package dev.slipway.runner.publish;

import dev.slipway.contract.AddedMetrics;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.resources.ResourceFile;
import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is known of a training without its help. */
final class Measured {
  /**
   * Metrics by their names.
   *
   * @param ended when publish began
   */
  static Map<String, Double> of(PodContext pod, Instant ended) throws IOException {
    var measured = new LinkedHashMap<String, Double>();
    TrainingTime.seconds(pod, ended)
        .ifPresent(seconds -> measured.put(AddedMetrics.TRAINING_SECONDS, seconds));
    ResourceFile.read(pod)
        .ifPresent(
            use -> {
              measured.put(AddedMetrics.PEAK_MEMORY_BYTES, (double) use.peakMemoryBytes());
              measured.put(AddedMetrics.CPU_SECONDS, use.cpuSeconds());
            });
    return measured;
  }

  private Measured() {}
}
