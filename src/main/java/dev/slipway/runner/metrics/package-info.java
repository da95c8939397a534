/** What training code reports, as JSON lines. */
@NullMarked
package dev.slipway.runner.metrics;

import org.jspecify.annotations.NullMarked;
