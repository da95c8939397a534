/** References between the kinds: who names whom. */
@NullMarked
package dev.slipway.reference;

import org.jspecify.annotations.NullMarked;
