package dev.slipway.runner.publish;

import dev.slipway.runner.RunnerException;
import dev.slipway.runner.metrics.ReportedMetrics;
import java.util.Map;

/** The metric that trials are compared by. */
final class Objective {
  static final String MISSING = "NoObjective";

  /** Its value; a training that did not report one cannot be compared. */
  static double value(String name, Map<String, Double> metrics, ReportedMetrics reported) {
    if (reported.notFinite().contains(name)) {
      throw new RunnerException(
          MISSING,
          "the last value of the objective %s in $SLIPWAY_METRICS is no finite number, so this training cannot be compared with others"
              .formatted(name),
          false);
    }
    Double value = metrics.get(name);
    if (value == null) {
      throw new RunnerException(
          MISSING,
          "the training code has not reported the objective %s: let it append {\"name\":\"%s\",\"value\":…} to $SLIPWAY_METRICS. It has reported: %s"
              .formatted(
                  name, name, metrics.isEmpty() ? "none" : String.join(", ", metrics.keySet())),
          false);
    }
    return value;
  }

  private Objective() {}
}
