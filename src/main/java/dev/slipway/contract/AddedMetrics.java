package dev.slipway.contract;

import java.util.Set;

/** The metrics that {@code publish} adds to those that the training code reports. */
public final class AddedMetrics {
  /** How long the training container ran, in seconds. */
  public static final String TRAINING_SECONDS = "training_seconds";

  /** The most memory that the processes of the training had, in bytes. */
  public static final String PEAK_MEMORY_BYTES = "peak_memory_bytes";

  /** The processor time of the training, in seconds. */
  public static final String CPU_SECONDS = "cpu_seconds";

  private static final Set<String> NAMES = Set.of(TRAINING_SECONDS, PEAK_MEMORY_BYTES, CPU_SECONDS);

  /** Before a metric's name: how much better it is on rows that the model was trained on. */
  public static final String OVERFIT_GAP = "overfit_gap.";

  /** Whether a name is one of ours; code may have reported it all the same. */
  public static boolean named(String metric) {
    return NAMES.contains(metric) || metric.startsWith(OVERFIT_GAP);
  }

  private AddedMetrics() {}
}
