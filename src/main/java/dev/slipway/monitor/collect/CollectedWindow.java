package dev.slipway.monitor.collect;

import dev.slipway.profile.Counters;
import java.util.Map;

/**
 * A window that is over and collected.
 *
 * @param start its start, in epoch seconds
 * @param end its end, in epoch seconds
 * @param versions what was counted, by the ModelVersion that served
 * @param missing how many agents should have answered and did not
 */
public record CollectedWindow(long start, long end, Map<String, Counters> versions, int missing) {
  public CollectedWindow {
    versions = Map.copyOf(versions);
  }
}
