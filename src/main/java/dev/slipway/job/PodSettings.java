package dev.slipway.job;

import dev.slipway.store.StoreSettings;

/**
 * What templates need to know of an installation.
 *
 * @param image the image of the runner and the agent
 * @param store where snapshots, models and captured traffic lie
 */
public record PodSettings(String image, StoreSettings store) {}
