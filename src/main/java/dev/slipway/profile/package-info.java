/** Frozen bins of a baseline, counters over them, and the statistics that compare the two. */
@NullMarked
package dev.slipway.profile;

import org.jspecify.annotations.NullMarked;
