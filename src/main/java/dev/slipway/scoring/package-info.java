/** Measures predictions against labels. Pure. */
@NullMarked
package dev.slipway.scoring;

import org.jspecify.annotations.NullMarked;
