package dev.slipway.store;

import dev.slipway.api.Slipway;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;

/** The claim of a pvc:// store in a namespace. Nobody owns it: data outlives what made it. */
final class StoreClaimTemplate {
  static PersistentVolumeClaim claim(String namespace, String name, ClaimSettings settings) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels(Slipway.MANAGED_BY, Slipway.MANAGER)
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withStorageClassName(settings.storageClass())
        .withNewResources()
        .addToRequests("storage", new Quantity(settings.size()))
        .endResources()
        .endSpec()
        .build();
  }

  private StoreClaimTemplate() {}
}
