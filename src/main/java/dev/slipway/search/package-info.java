/**
 * Chooses the parameters of trials, and stops trials early. Pure: the same space, history, number
 * and seed give the same choice, so a search goes on after a restart without a memory of its own.
 */
@NullMarked
package dev.slipway.search;

import org.jspecify.annotations.NullMarked;
