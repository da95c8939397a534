/** Finishes the generated CRDs, while Slipway is built. */
@NullMarked
package dev.slipway.crd;

import org.jspecify.annotations.NullMarked;
