package dev.slipway.contract;

/**
 * What {@code runner poll} saw.
 *
 * @param revision sha256:… over the revisions of all sources; another one when any has changed
 */
public record PollResult(String revision) {}
