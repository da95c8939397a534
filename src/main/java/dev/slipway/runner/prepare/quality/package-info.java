/** What is known of the prepared rows: expectations and the profile. */
@NullMarked
package dev.slipway.runner.prepare.quality;

import org.jspecify.annotations.NullMarked;
