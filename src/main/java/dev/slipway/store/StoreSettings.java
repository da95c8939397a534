package dev.slipway.store;

import org.jspecify.annotations.Nullable;

/**
 * The store of an installation, as templates and tasks need it.
 *
 * @param url the root, without a slash at its end: s3://bucket/prefix or pvc://claim/path
 * @param secretName Secret of the user's namespace with accessKeyId and secretAccessKey, for s3
 * @param endpoint the S3 server, when it is not AWS
 * @param region the S3 region
 */
public record StoreSettings(
    String url, @Nullable String secretName, @Nullable String endpoint, String region) {

  public StoreSettings {
    url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
  }

  /** The claim of a pvc:// store, else null. */
  public @Nullable String claim() {
    return StoreUri.claim(url);
  }

  /** A place in the store. */
  public String resolve(String path) {
    return url + "/" + path;
  }
}
