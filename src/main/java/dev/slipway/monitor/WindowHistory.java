package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec;
import dev.slipway.api.MonitorStatus.Window;
import dev.slipway.monitor.collect.Collected;
import dev.slipway.monitor.collect.CollectedWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The last windows, newest first. Pure.
 *
 * @param windows at most 10
 * @param psi of the newest window's columns; null when there is no new window
 * @param missing how many agents did not answer for the newest window; null when it is not new
 */
record WindowHistory(
    List<Window> windows, @Nullable Map<String, Double> psi, @Nullable Integer missing) {
  private static final int MOST = 10;

  /** Adds what was collected since; a window that is there already is not added again. */
  static WindowHistory extend(MonitorSpec spec, List<Window> before, Collected collected) {
    var windows = new ArrayList<>(before);
    Map<String, Double> psi = null;
    Integer missing = null;
    for (CollectedWindow next : collected.windows()) {
      if (!windows.isEmpty()
          && Instant.ofEpochSecond(next.start())
              .isBefore(Instant.parse(windows.getFirst().end()))) {
        continue;
      }
      var judged = WindowJudge.judge(spec, next, collected.baselines());
      windows.addFirst(judged.window());
      psi = judged.psi();
      missing = next.missing();
    }
    trim(windows);
    return new WindowHistory(List.copyOf(windows), psi, missing);
  }

  /** Windows that could not be judged go first, so that a quiet night does not end an alert. */
  private static void trim(List<Window> windows) {
    while (windows.size() > MOST) {
      int last = windows.size() - 1;
      int unjudged = last;
      while (unjudged > 0 && windows.get(unjudged).judged()) {
        unjudged--;
      }
      windows.remove(unjudged > 0 ? unjudged : last);
    }
  }

  /** The newest window; null when there is none. */
  @Nullable Window newest() {
    return windows.isEmpty() ? null : windows.getFirst();
  }

  /** Windows of a ModelVersion in which a cause could be judged, newest first. */
  static List<Window> judged(
      List<Window> windows, Cause cause, @Nullable String version, MonitorSpec spec) {
    return windows.stream()
        .filter(window -> version != null && version.equals(window.modelVersion()))
        .filter(
            window ->
                cause == Cause.SERVICE
                    ? ServicePolicy.judgeable(window, WindowJudge.minSamples(spec))
                    : window.judged())
        .toList();
  }
}
