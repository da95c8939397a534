/** The operator's process: configuration, clock, leader election, caches. */
@NullMarked
package dev.slipway.operator;

import org.jspecify.annotations.NullMarked;
