package dev.slipway.status;

import dev.slipway.api.Condition;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;

/** Counts transitions by kind, condition, status and reason; none of these is unbounded. */
@ApplicationScoped
public class TransitionMetrics {
  private final MeterRegistry registry;

  TransitionMetrics(MeterRegistry registry) {
    this.registry = registry;
  }

  /** Counts one transition as {@code slipway_transitions_total}. */
  public void count(String kind, Condition condition) {
    registry
        .counter(
            "slipway.transitions",
            "kind",
            kind,
            "condition",
            condition.type(),
            "status",
            condition.status(),
            "reason",
            condition.reason())
        .increment();
  }
}
