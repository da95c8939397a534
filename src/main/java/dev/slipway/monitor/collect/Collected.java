package dev.slipway.monitor.collect;

import dev.slipway.profile.Baseline;
import java.util.List;
import java.util.Map;

/**
 * What was collected for a Monitor and is not in its status yet.
 *
 * @param windows closed windows, oldest first
 * @param baselines what they are compared with, by ModelVersion
 */
public record Collected(List<CollectedWindow> windows, Map<String, Baseline> baselines) {
  /** Nothing yet. */
  public static final Collected NOTHING = new Collected(List.of(), Map.of());

  public Collected {
    windows = List.copyOf(windows);
    baselines = Map.copyOf(baselines);
  }
}
