/** Benchmarks; each measures a baseline in the same run and prints {@code BENCH <name> <value>}. */
@NullMarked
package dev.slipway.bench;

import org.jspecify.annotations.NullMarked;
