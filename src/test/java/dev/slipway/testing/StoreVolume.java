package dev.slipway.testing;

import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A volume for the store's claim: no provisioner runs beside a bare control plane. */
public final class StoreVolume {
  /** Binds the claim of the store in a namespace to a volume that is nowhere. */
  public static void bind(KubernetesClient client, Namespace namespace) {
    client
        .resource(
            new PersistentVolumeBuilder()
                .withNewMetadata()
                .withName(namespace.name())
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("")
                .addToCapacity("storage", new Quantity("10Gi"))
                .withNewHostPath()
                .withPath("/nowhere")
                .endHostPath()
                .endSpec()
                .build())
        .create();
    client
        .resource(
            new PersistentVolumeClaimBuilder()
                .withNewMetadata()
                .withName("slipway-store")
                .withNamespace(namespace.name())
                .endMetadata()
                .withNewSpec()
                .withAccessModes("ReadWriteOnce")
                .withStorageClassName("")
                .withVolumeName(namespace.name())
                .withNewResources()
                .addToRequests("storage", new Quantity("10Gi"))
                .endResources()
                .endSpec()
                .build())
        .create();
  }

  private StoreVolume() {}
}
