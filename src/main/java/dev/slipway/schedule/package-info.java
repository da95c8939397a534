/** When something is due, for every kind that has a schedule. */
@NullMarked
package dev.slipway.schedule;

import org.jspecify.annotations.NullMarked;
