package dev.slipway.monitor;

import dev.slipway.api.MonitorStatus;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Monitor's controller does next. */
sealed interface Decision {
  /** The whole new status. */
  MonitorStatus status();

  /** When to look again if nothing happens. */
  Duration again();

  /**
   * Nothing is made.
   *
   * @param psi of the newest window's columns, for metrics; null when no window is new
   */
  record Rest(MonitorStatus status, @Nullable Map<String, Double> psi, Duration again)
      implements Decision {}

  /**
   * Jobs are made or let go.
   *
   * @param create Jobs to start
   * @param delete Jobs that are of no use any more
   * @param psi of the newest window's columns, for metrics; null when no window is new
   */
  record Act(
      MonitorStatus status,
      List<Job> create,
      List<Job> delete,
      @Nullable Map<String, Double> psi,
      Duration again)
      implements Decision {}

  /** Of the newest window's columns, for metrics; null when no window is new. */
  @Nullable Map<String, Double> psi();
}
