/** What serves a model: presets, and the container that comes of one. */
@NullMarked
package dev.slipway.runtime;

import org.jspecify.annotations.NullMarked;
