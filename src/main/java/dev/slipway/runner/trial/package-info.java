/** Records of a search's trials. */
@NullMarked
package dev.slipway.runner.trial;

import org.jspecify.annotations.NullMarked;
