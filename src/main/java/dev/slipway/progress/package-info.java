/** How far running pods are: asked of them over HTTP, without holding a reconciliation up. */
@NullMarked
package dev.slipway.progress;

import org.jspecify.annotations.NullMarked;
