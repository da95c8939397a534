package dev.slipway.scoring;

import dev.slipway.api.Task;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The metrics that Slipway measures by itself, and which way each of them is better. */
public enum Metric {
  /** Area under the ROC curve; 0 to 1. */
  AUC("auc", true),
  /** Share of predictions that equal their label; 0 to 1. */
  ACCURACY("accuracy", true),
  /** Share of positive predictions that are right; 0 to 1. */
  PRECISION("precision", true),
  /** Share of positive labels that are found; 0 to 1. */
  RECALL("recall", true),
  /** Harmonic mean of precision and recall; 0 to 1. */
  F1("f1", true),
  /** Mean of each class's F1, unweighted; 0 to 1. */
  MACRO_F1("macroF1", true),
  /** Mean negative log-likelihood of the labels, in nats. */
  LOG_LOSS("logLoss", false),
  /** Root of the mean squared error, in the label's unit. */
  RMSE("rmse", false),
  /** Mean absolute error, in the label's unit. */
  MAE("mae", false),
  /** Share of the label's variance that is explained; at most 1. */
  R2("r2", true),
  /** Share of rows for which candidate and champion predict the same; 0 to 1. */
  AGREEMENT("agreement", true),
  /** Median time of a request, in seconds. */
  LATENCY_P50("latencyP50Seconds", false),
  /** Time that 99 of 100 requests stay below, in seconds. */
  LATENCY_P99("latencyP99Seconds", false),
  /** Share of requests that failed; 0 to 1. */
  ERROR_RATE("errorRate", false),
  /** Resident memory of the runtime, in MiB. */
  MEMORY("memoryMiB", false);

  private static final Map<Task, List<Metric>> QUALITY =
      Map.of(
          Task.BinaryClassification,
          List.of(AUC, ACCURACY, LOG_LOSS, PRECISION, RECALL, F1),
          Task.MulticlassClassification,
          List.of(ACCURACY, MACRO_F1),
          Task.Regression,
          List.of(RMSE, MAE, R2));

  private final String id;
  private final boolean higherIsBetter;

  Metric(String id, boolean higherIsBetter) {
    this.id = id;
    this.higherIsBetter = higherIsBetter;
  }

  /** Its name in gates, statuses and reports. */
  public String id() {
    return id;
  }

  /** Whether a greater value is a better one. */
  public boolean higherIsBetter() {
    return higherIsBetter;
  }

  /** The metric of a name; empty for one that training code made up. */
  public static Optional<Metric> of(String id) {
    return Arrays.stream(values()).filter(m -> m.id.equals(id)).findFirst();
  }

  /** The metrics that measure a task's quality, the most telling one first. */
  public static List<Metric> quality(Task task) {
    return QUALITY.getOrDefault(task, List.of());
  }
}
