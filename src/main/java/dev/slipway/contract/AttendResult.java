package dev.slipway.contract;

import dev.slipway.api.Checkpoint;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner attend} leaves.
 *
 * @param checkpoint the last one that it saved; null for none
 */
public record AttendResult(@Nullable Checkpoint checkpoint) {}
