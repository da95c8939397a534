/** Tells the operator how far a pod's work is. */
@NullMarked
package dev.slipway.runner.progress;

import org.jspecify.annotations.NullMarked;
