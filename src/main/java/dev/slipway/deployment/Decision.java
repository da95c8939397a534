package dev.slipway.deployment;

import dev.slipway.api.DeploymentStatus;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plan decided.
 *
 * @param writes what to write, in this order
 * @param status the whole new status
 * @param again when to look again though nothing happens; null for never
 */
record Decision(List<Write> writes, DeploymentStatus status, @Nullable Duration again) {}
