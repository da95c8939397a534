package dev.slipway.job;

import dev.slipway.store.Digest;
import dev.slipway.store.StoreUri;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeBuilder;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The persistent volume claims that a pod of ours needs for what lies at pvc:// URIs. */
public final class Claims {
  private static final int LONGEST = 63;
  private static final int HASH_LENGTH = 8;

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
                    .withName(volume(claim))
                    .withNewPersistentVolumeClaim()
                    .withClaimName(claim)
                    .endPersistentVolumeClaim()
                    .build())
        .toList();
  }

  /** Mounts of claims, where {@link StoreUri#mounted} looks for them. */
  public static List<VolumeMount> mounts(Set<String> claims) {
    return claims.stream()
        .map(claim -> RunnerTemplate.mount(volume(claim), StoreUri.VOLUMES + "/" + claim))
        .toList();
  }

  /**
   * The name of a claim's volume: a label, which may be less long than a claim's, and has no dots.
   */
  public static String volume(String claim) {
    String name = "claim-" + claim;
    return Names.cut(
        claim.indexOf('.') < 0
            ? name
            : name.replace('.', '-') + "-" + Digest.shortened(Digest.ofText(claim), HASH_LENGTH),
        LONGEST);
  }

  private Claims() {}
}
