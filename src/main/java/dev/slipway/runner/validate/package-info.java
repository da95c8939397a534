/** {@code runner validate}: asks a served model for the held-out rows, and measures the answers. */
@NullMarked
package dev.slipway.runner.validate;

import org.jspecify.annotations.NullMarked;
