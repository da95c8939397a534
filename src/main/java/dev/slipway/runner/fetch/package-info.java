/** {@code runner fetch}: brings snapshots and models into pods, verified. */
@NullMarked
package dev.slipway.runner.fetch;

import org.jspecify.annotations.NullMarked;
