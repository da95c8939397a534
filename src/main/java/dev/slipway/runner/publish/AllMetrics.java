package dev.slipway.runner.publish;

import dev.slipway.contract.PublishTask.Keep;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the training code reported, and what is known beside it under names that it did not use. */
final class AllMetrics {
  /**
   * All metrics, the objective first, then those that were reported, in their order.
   *
   * @param keep names the objective; null when there is none
   * @param measured what is known of the training beside what it reported
   */
  static Map<String, Double> of(
      Map<String, Double> reported, @Nullable Keep keep, Map<String, Double> measured) {
    var all = new LinkedHashMap<>(reported);
    measured.forEach(all::putIfAbsent);
    OverfitGap.of(reported, keep).forEach(all::putIfAbsent);
    String name = keep == null ? null : keep.metric();
    Double objective = name == null ? null : all.get(name);
    if (name != null && objective != null) {
      all.putFirst(name, objective);
    }
    return all;
  }

  private AllMetrics() {}
}
