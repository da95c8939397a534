package dev.slipway.contract;

/** The metrics that {@code publish} adds to those that the training code reports. */
public final class AddedMetrics {
  /** How long the training container ran, in seconds. */
  public static final String TRAINING_SECONDS = "training_seconds";

  /** Before a metric's name: how much better it is on rows that the model was trained on. */
  public static final String OVERFIT_GAP = "overfit_gap.";

  /** Whether a name is one of ours; code may have reported it all the same. */
  public static boolean named(String metric) {
    return metric.equals(TRAINING_SECONDS) || metric.startsWith(OVERFIT_GAP);
  }

  private AddedMetrics() {}
}
