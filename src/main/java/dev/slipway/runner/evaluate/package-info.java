/** Judges captured predictions by the labels that came later. */
@NullMarked
package dev.slipway.runner.evaluate;

import org.jspecify.annotations.NullMarked;
