package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec.AlertAfter;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.Window;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a cause alerts: once its fault shows in M of the last N judged windows. An alert stays on
 * until all of the last N are clean, so what comes and goes is one alert.
 */
final class AlertPolicy {
  /**
   * Decides.
   *
   * @param cause what may alert
   * @param after M of N
   * @param judged windows in which it could be judged, newest first
   * @param before the alert as it is, if it is on
   * @return the alert, if it is on now
   */
  static Optional<ActiveAlert> decide(
      Cause cause, AlertAfter after, List<Window> judged, @Nullable ActiveAlert before) {
    List<Window> last = judged.stream().limit(after.of()).toList();
    List<Window> faulty =
        last.stream().filter(window -> window.faults().contains(cause.id())).toList();
    if (faulty.size() >= after.windows()) {
      String message =
          "%s; in %d of the last %d windows"
              .formatted(faulty.getFirst().summary(), faulty.size(), last.size());
      return Optional.of(
          new ActiveAlert(
              cause.id(), before == null ? last.getFirst().end() : before.since(), message));
    }
    boolean over = last.size() >= after.of() && faulty.isEmpty();
    return over ? Optional.empty() : Optional.ofNullable(before);
  }

  /** The alert of a name, if it is on. */
  static @Nullable ActiveAlert find(List<ActiveAlert> alerts, String name) {
    return alerts.stream().filter(alert -> alert.name().equals(name)).findFirst().orElse(null);
  }

  private AlertPolicy() {}
}
