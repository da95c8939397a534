/**
 * What a preparation does, in order, told without any engine: one that runs it elsewhere needs no
 * more than this.
 */
@NullMarked
package dev.slipway.runner.prepare.plan;

import org.jspecify.annotations.NullMarked;
