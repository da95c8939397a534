/** A client's side of the Open Inference Protocol (REST, version 2). */
@NullMarked
package dev.slipway.inference;

import org.jspecify.annotations.NullMarked;
