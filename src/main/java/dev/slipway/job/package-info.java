/** Jobs that the operator starts, and what became of them. */
@NullMarked
package dev.slipway.job;

import org.jspecify.annotations.NullMarked;
