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
    List<Window> last = last(judged, 0, after);
    List<Window> faulty = faulty(cause, last);
    if (faulty.size() >= after.windows()) {
      String message =
          "%s; in %d of the last %d windows"
              .formatted(faulty.getFirst().summary(), faulty.size(), last.size());
      return Optional.of(
          new ActiveAlert(
              cause.id(), before == null ? began(cause, after, judged) : before.since(), message));
    }
    boolean over = last.size() >= after.of() && faulty.isEmpty();
    return over ? Optional.empty() : Optional.ofNullable(before);
  }

  /**
   * The end of the window with which an alert began. It does not depend on how many windows were
   * read at once, as they are after a restart: what is told of an alert is named by it, and a crash
   * after telling must not make it another alert.
   */
  private static String began(Cause cause, AlertAfter after, List<Window> judged) {
    String since = judged.getFirst().end();
    boolean on = false;
    for (int i = judged.size() - 1; i >= 0; i--) {
      List<Window> last = last(judged, i, after);
      int faults = faulty(cause, last).size();
      if (!on && faults >= after.windows()) {
        on = true;
        since = judged.get(i).end();
      } else if (faults == 0 && last.size() >= after.of()) {
        on = false;
      }
    }
    return since;
  }

  /** What is decided by when a window is the newest. */
  private static List<Window> last(List<Window> judged, int newest, AlertAfter after) {
    return judged.subList(newest, Math.min(judged.size(), newest + after.of()));
  }

  private static List<Window> faulty(Cause cause, List<Window> windows) {
    return windows.stream().filter(window -> window.faults().contains(cause.id())).toList();
  }

  /** The alert of a name, if it is on. */
  static @Nullable ActiveAlert find(List<ActiveAlert> alerts, String name) {
    return alerts.stream().filter(alert -> alert.name().equals(name)).findFirst().orElse(null);
  }

  private AlertPolicy() {}
}
