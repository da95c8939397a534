/** The TrainingJob controller. */
@NullMarked
package dev.slipway.trainingjob;

import org.jspecify.annotations.NullMarked;
