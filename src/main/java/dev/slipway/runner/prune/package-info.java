/** {@code runner prune}: removes snapshots that nobody needs any more. */
@NullMarked
package dev.slipway.runner.prune;

import org.jspecify.annotations.NullMarked;
