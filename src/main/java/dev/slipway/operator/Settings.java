package dev.slipway.operator;

import dev.slipway.job.PodSettings;
import dev.slipway.job.QueueSettings;
import dev.slipway.store.ClaimSettings;
import dev.slipway.store.StoreSettings;
import dev.slipway.store.StoreUri;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;

/** The settings of the installation, as templates take them. */
public class Settings {
  @Produces
  @Dependent
  PodSettings pods(OperatorConfig config) {
    return new PodSettings(
        config.image(),
        new StoreSettings(
            config.store().url(),
            config.store().secret().orElse(null),
            config.store().endpoint().orElse(null),
            config.store().region()));
  }

  @Produces
  @Dependent
  QueueSettings queues(OperatorConfig config) {
    return new QueueSettings(config.queue().kueue());
  }

  @Produces
  @Dependent
  ClaimSettings claim(OperatorConfig config) {
    return new ClaimSettings(
        StoreUri.claim(config.store().url()),
        config.store().claimSize(),
        config.store().claimStorageClass().orElse(null));
  }
}
