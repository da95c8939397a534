/** {@code runner prepare}: sources in, steps over them with DuckDB, a snapshot out. */
@NullMarked
package dev.slipway.runner.prepare;

import org.jspecify.annotations.NullMarked;
