/**
 * What programs do once while their image is built, so that the JVM can record what they load and
 * compile (docs/decisions/ahead-of-time-cache.md). Nothing of it runs in a cluster.
 */
@NullMarked
package dev.slipway.rehearsal;

import org.jspecify.annotations.NullMarked;
