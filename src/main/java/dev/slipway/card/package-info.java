/** Model cards: what people must know of a model, as Markdown. Pure. */
@NullMarked
package dev.slipway.card;

import org.jspecify.annotations.NullMarked;
