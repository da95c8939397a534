/** Tells a webhook of an alert. */
@NullMarked
package dev.slipway.runner.notify;

import org.jspecify.annotations.NullMarked;
