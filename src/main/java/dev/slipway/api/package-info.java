/** The five kinds, as records: what a user writes and what Slipway answers. */
@NullMarked
package dev.slipway.api;

import org.jspecify.annotations.NullMarked;
