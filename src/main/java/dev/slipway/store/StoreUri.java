package dev.slipway.store;

import org.jspecify.annotations.Nullable;

/** Pure functions over the URIs of places in a store. */
public final class StoreUri {
  /** Where pods mount the claims of pvc:// URIs, each in a folder of its name. */
  public static final String VOLUMES = "/slipway/volumes";

  private static final String PVC = "pvc://";

  /** The claim of a pvc:// URI, else null. */
  public static @Nullable String claim(String uri) {
    if (!uri.startsWith(PVC)) {
      return null;
    }
    String rest = uri.substring(PVC.length());
    int slash = rest.indexOf('/');
    return slash < 0 ? rest : rest.substring(0, slash);
  }

  /** Where a pvc:// URI lies inside a pod: {@code /slipway/volumes/<claim>/<path>}. */
  public static String mounted(String uri) {
    return VOLUMES + "/" + uri.substring(PVC.length());
  }

  private StoreUri() {}
}
