/** Brings the agents' counters together, off the reconcile threads. */
@NullMarked
package dev.slipway.monitor.collect;

import org.jspecify.annotations.NullMarked;
