package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec;
import dev.slipway.api.MonitorSpec.AlertAfter;
import org.jspecify.annotations.Nullable;

/** What can alert: its name in alerts, its condition, and the condition's reasons. */
enum Cause {
  DRIFT("Drift", "Drift", "DriftFound", "NoDrift", "drift"),
  QUALITY("Quality", "QualityDegraded", "BadValues", "GoodValues", "missing or unknown values"),
  SERVICE("Service", "ServiceDegraded", "BadService", "GoodService", "errors or slow answers"),
  PERFORMANCE(
      "Performance", "PerformanceDegraded", "BadPredictions", "GoodPredictions", "bad predictions");

  private static final AlertAfter TWO_OF_THREE = new AlertAfter(2, 3);

  private final String id;
  private final String condition;
  private final String bad;
  private final String good;
  private final String words;

  Cause(String id, String condition, String bad, String good, String words) {
    this.id = id;
    this.condition = condition;
    this.bad = bad;
    this.good = good;
    this.words = words;
  }

  /** The alert's name, as in {@code status.alerts} and {@code spec.retrain.when}. */
  String id() {
    return id;
  }

  /** The condition's type; True is bad. */
  String condition() {
    return condition;
  }

  /** The condition's reason while the alert is on. */
  String bad() {
    return bad;
  }

  /** The condition's reason while it is not. */
  String good() {
    return good;
  }

  /** What it is, for a person. */
  String words() {
    return words;
  }

  /** Whether a Monitor watches it. */
  boolean watchedBy(MonitorSpec spec) {
    return switch (this) {
      case DRIFT -> spec.drift() != null;
      case QUALITY -> spec.quality() != null;
      case SERVICE -> spec.service() != null;
      case PERFORMANCE -> spec.performance() != null;
    };
  }

  /** In how many windows it must show before it alerts. */
  AlertAfter alertAfter(MonitorSpec spec) {
    @Nullable AlertAfter given =
        switch (this) {
          case DRIFT -> spec.drift() == null ? null : spec.drift().alertAfter();
          case QUALITY -> spec.quality() == null ? null : spec.quality().alertAfter();
          case SERVICE -> spec.service() == null ? null : spec.service().alertAfter();
          case PERFORMANCE -> null;
        };
    return given == null ? TWO_OF_THREE : given;
  }
}
