/** {@code runner prepare}: sources in, steps over them, checks, splits, a snapshot out. */
@NullMarked
package dev.slipway.runner.prepare;

import org.jspecify.annotations.NullMarked;
