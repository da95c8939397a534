package dev.slipway.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Checkpoint;
import dev.slipway.api.ResourceUse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner attend} leaves.
 *
 * @param checkpoint the last one that it saved; null for none
 * @param curve the course of the metric that is followed
 * @param resources what the training's processes have used; null when they were not seen
 */
public record AttendResult(
    @Nullable Checkpoint checkpoint,
    Map<Long, Double> curve,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable ResourceUse resources) {
  public AttendResult {
    curve = curve == null ? Map.of() : Map.copyOf(curve);
  }

  /** Without a curve, of processes that were not seen. */
  public AttendResult(@Nullable Checkpoint checkpoint) {
    this(checkpoint, Map.of(), null);
  }
}
