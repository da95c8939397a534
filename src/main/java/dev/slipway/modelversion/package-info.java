/** The ModelVersion controller. */
@NullMarked
package dev.slipway.modelversion;

import org.jspecify.annotations.NullMarked;
