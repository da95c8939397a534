/** What each verb of a Dataset's step is told. */
@NullMarked
package dev.slipway.api.step;

import org.jspecify.annotations.NullMarked;
