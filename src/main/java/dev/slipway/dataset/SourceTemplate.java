package dev.slipway.dataset;

import dev.slipway.api.Source;
import dev.slipway.contract.CredentialVariables;
import dev.slipway.contract.PodPaths;
import dev.slipway.job.Claims;
import dev.slipway.job.RunnerTemplate;
import dev.slipway.store.StoreSettings;
import dev.slipway.store.StoreUri;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.VolumeMountBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** What a container needs to reach sources and store: credentials, claims and ConfigMaps. */
final class SourceTemplate {
  /** Volumes of the pod. */
  static List<Volume> volumes(List<Source> sources, StoreSettings store) {
    var volumes = new ArrayList<>(Claims.volumes(claims(sources, store)));
    volumes.addAll(configMapVolumes(sources));
    return volumes;
  }

  /** Where the container finds them. */
  static List<VolumeMount> mounts(List<Source> sources, StoreSettings store) {
    var mounts = new ArrayList<>(claimMounts(sources, store));
    mounts.addAll(configMapMounts(sources));
    return mounts;
  }

  private static Set<String> claims(List<Source> sources, StoreSettings store) {
    var uris = new ArrayList<String>();
    uris.add(store.url());
    sources.stream().map(Source::uri).filter(Objects::nonNull).forEach(uris::add);
    return Claims.of(uris);
  }

  /** The store's claim can be written to, those of sources only read. */
  private static List<VolumeMount> claimMounts(List<Source> sources, StoreSettings store) {
    String claim = StoreUri.claim(store.url());
    return Claims.mounts(claims(sources, store)).stream()
        .map(
            mount ->
                mount.getMountPath().equals(StoreUri.VOLUMES + "/" + claim)
                    ? mount
                    : new VolumeMountBuilder(mount).withReadOnly(true).build())
        .toList();
  }

  /** The credentials of sources as variables; one that is optional may be missing. */
  static List<EnvVar> credentials(List<Source> sources) {
    var variables = new ArrayList<EnvVar>();
    for (Source source : sources) {
      var credentials = source.credentials();
      if (credentials != null) {
        for (CredentialVariables.Key key : CredentialVariables.of(source)) {
          EnvVar variable =
              RunnerTemplate.secret(key.variable(), credentials.secretName(), key.name());
          if (key.optional()) {
            variable.getValueFrom().getSecretKeyRef().setOptional(true);
          }
          variables.add(variable);
        }
      }
    }
    return variables;
  }

  /** Optional, so that the pod starts without the ConfigMap, and says what is missing. */
  private static List<Volume> configMapVolumes(List<Source> sources) {
    var volumes = new ArrayList<Volume>();
    for (int i = 0; i < sources.size(); i++) {
      var configMap = sources.get(i).configMap();
      if (configMap != null) {
        volumes.add(
            new VolumeBuilder()
                .withName("source-" + i)
                .withNewConfigMap()
                .withName(configMap.name())
                .withOptional(true)
                .addNewItem(configMap.key(), null, configMap.key())
                .endConfigMap()
                .build());
      }
    }
    return volumes;
  }

  private static List<VolumeMount> configMapMounts(List<Source> sources) {
    var mounts = new ArrayList<VolumeMount>();
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).configMap() != null) {
        mounts.add(
            new VolumeMountBuilder()
                .withName("source-" + i)
                .withMountPath(PodPaths.SOURCES + "/" + sources.get(i).name())
                .withReadOnly(true)
                .build());
      }
    }
    return mounts;
  }

  private SourceTemplate() {}
}
