/** {@code runner publish}: brings a trained model into the store. */
@NullMarked
package dev.slipway.runner.publish;

import org.jspecify.annotations.NullMarked;
