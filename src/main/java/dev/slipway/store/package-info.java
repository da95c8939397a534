/** Where snapshots, models and captured traffic lie. */
@NullMarked
package dev.slipway.store;

import org.jspecify.annotations.NullMarked;
