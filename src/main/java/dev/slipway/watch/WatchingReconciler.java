package dev.slipway.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.quarkiverse.operatorsdk.runtime.api.ConfigurableReconciler;
import jakarta.inject.Inject;

/**
 * A reconciler in the {@link WatchedNamespaces}; the informers of its event sources inherit them.
 *
 * @param <P> the kind
 */
public abstract class WatchingReconciler<P extends HasMetadata>
    implements ConfigurableReconciler<P> {
  @Inject WatchedNamespaces namespaces;

  @Override
  public void updateConfigurationFrom(ControllerConfigurationOverrider<P> configuration) {
    namespaces.narrow(configuration);
  }
}
