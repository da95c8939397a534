package dev.slipway.runner.publish;

import dev.slipway.contract.AddedMetrics;
import dev.slipway.contract.PublishTask.Keep;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** What the training code reported, and what is known beside it under names that it did not use. */
final class AllMetrics {
  /**
   * All metrics, the objective first, then those that were reported, in their order.
   *
   * @param keep names the objective; null when there is none
   * @param seconds how long the training took, when that is known
   */
  static Map<String, Double> of(
      Map<String, Double> reported, @Nullable Keep keep, OptionalDouble seconds) {
    var all = new LinkedHashMap<>(reported);
    seconds.ifPresent(took -> all.putIfAbsent(AddedMetrics.TRAINING_SECONDS, took));
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
