package dev.slipway.job;

import dev.slipway.store.StoreUri;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The persistent volume claims that a pod of ours needs for what lies at pvc:// URIs. */
public final class Claims {
  /** The claims behind pvc:// URIs, sorted; other URIs are passed over. */
  public static Set<String> of(List<String> uris) {
    var claims = new TreeSet<String>();
    for (String uri : uris) {
      String claim = StoreUri.claim(uri);
      if (claim != null) {
        claims.add(claim);
      }
    }
    return claims;
  }

  /** Volumes of claims. */
  public static List<Volume> volumes(Set<String> claims) {
    return claims.stream()
        .map(
            claim ->
                new VolumeBuilder()
                    .withName("claim-" + claim)
                    .withNewPersistentVolumeClaim()
                    .withClaimName(claim)
                    .endPersistentVolumeClaim()
                    .build())
        .toList();
  }

  /** Mounts of claims, where {@link StoreUri#mounted} looks for them. */
  public static List<VolumeMount> mounts(Set<String> claims) {
    return claims.stream()
        .map(claim -> RunnerTemplate.mount("claim-" + claim, StoreUri.VOLUMES + "/" + claim))
        .toList();
  }

  private Claims() {}
}
