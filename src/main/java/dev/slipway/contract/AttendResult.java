package dev.slipway.contract;

import dev.slipway.api.Checkpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner attend} leaves.
 *
 * @param checkpoint the last one that it saved; null for none
 * @param curve the course of the metric that is followed
 */
public record AttendResult(@Nullable Checkpoint checkpoint, Map<Long, Double> curve) {
  public AttendResult {
    curve = curve == null ? Map.of() : Map.copyOf(curve);
  }

  /** Without a curve. */
  public AttendResult(@Nullable Checkpoint checkpoint) {
    this(checkpoint, Map.of());
  }
}
