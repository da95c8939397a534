package dev.slipway.job;

/**
 * What an installation knows of queues.
 *
 * @param kueue whether the operator may read what Kueue says of Jobs
 */
public record QueueSettings(boolean kueue) {}
