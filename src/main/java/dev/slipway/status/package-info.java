/**
 * Conditions, and how a status is written: once, with an Event and a metric for each transition.
 */
@NullMarked
package dev.slipway.status;

import org.jspecify.annotations.NullMarked;
