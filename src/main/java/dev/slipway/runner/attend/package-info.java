/** {@code runner attend}: stays beside a training container and tells how far it is. */
@NullMarked
package dev.slipway.runner.attend;

import org.jspecify.annotations.NullMarked;
