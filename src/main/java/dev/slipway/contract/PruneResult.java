package dev.slipway.contract;

import org.jspecify.annotations.Nullable;

/**
 * What {@code runner prune} removed.
 *
 * @param snapshots how many snapshots
 * @param bytes how much they held, with what broken-off writes had left behind
 * @param nextExpiry when the next one will be too old (RFC 3339); null when none ever will
 */
public record PruneResult(int snapshots, long bytes, @Nullable String nextExpiry) {}
