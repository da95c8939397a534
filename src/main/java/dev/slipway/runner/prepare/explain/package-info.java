/** {@code runner explain}: what a Dataset's preparation would do, without doing it. */
@NullMarked
package dev.slipway.runner.prepare.explain;

import org.jspecify.annotations.NullMarked;
