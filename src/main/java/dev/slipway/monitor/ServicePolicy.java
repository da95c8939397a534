package dev.slipway.monitor;

import dev.slipway.api.MonitorSpec.Service;
import dev.slipway.api.MonitorStatus.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Whether a window's requests were answered well. Requests that fail bring no rows, so it is their
 * own number that must suffice: 100, or the Monitor's minSamples if that is less.
 */
final class ServicePolicy {
  private static final long ENOUGH_REQUESTS = 100;

  /** Whether there were enough requests to judge. */
  static boolean judgeable(Window window, long minSamples) {
    return window.requests() >= Math.min(ENOUGH_REQUESTS, minSamples);
  }

  /** What is wrong, in words; empty when nothing is. */
  static List<String> faults(Service spec, Window window) {
    var faults = new ArrayList<String>();
    double errors = window.requests() == 0 ? 0 : (double) window.errors() / window.requests();
    if (spec.maxErrorRate() != null && errors > spec.maxErrorRate()) {
      faults.add(String.format(Locale.ROOT, "errors %.2f %%", errors * 100));
    }
    Double latency = window.latencyP99Seconds();
    if (spec.maxLatencyP99Seconds() != null
        && latency != null
        && latency > spec.maxLatencyP99Seconds()) {
      faults.add(String.format(Locale.ROOT, "p99 %.3f s", latency));
    }
    return faults;
  }

  private ServicePolicy() {}
}
