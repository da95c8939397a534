package dev.slipway.store;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in an object store, and what the library needs to know to reach it.
 *
 * @param scheme s3, gs or azblob
 * @param bucket the bucket, or container
 * @param path what follows; without a slash before it
 */
public record BucketAddress(String scheme, String bucket, String path) {
  /** Keys that a Secret may have; each but serviceAccountKey is used as it is. */
  public static final String ACCESS_KEY_ID = "accessKeyId";

  public static final String SECRET_ACCESS_KEY = "secretAccessKey";
  public static final String SESSION_TOKEN = "sessionToken";
  public static final String SERVICE_ACCOUNT_KEY = "serviceAccountKey";
  public static final String ACCOUNT_NAME = "accountName";
  public static final String ACCOUNT_KEY = "accountKey";
  public static final String SAS_TOKEN = "sasToken";

  /**
   * Nothing is signed, and no credentials are looked for, which takes long where there are none.
   */
  private static final List<String> ANONYMOUS =
      List.of(
          "allow_anonymous", "disable_config_load", "disable_ec2_metadata", "disable_vm_metadata");

  private static final String DEFAULT_REGION = "us-east-1";

  /** The address of a URI, or null when it is none of an object store. */
  public static @Nullable BucketAddress of(String uri) {
    int colon = uri.indexOf("://");
    String scheme = colon < 0 ? "" : uri.substring(0, colon);
    if (!scheme.equals("s3") && !scheme.equals("gs") && !scheme.equals("azblob")) {
      return null;
    }
    String rest = uri.substring(colon + 3);
    int slash = rest.indexOf('/');
    return slash < 0
        ? new BucketAddress(scheme, rest, "")
        : new BucketAddress(scheme, rest.substring(0, slash), rest.substring(slash + 1));
  }

  /** The bucket's own address. */
  public String root() {
    return scheme + "://" + bucket + "/";
  }

  /** The library's name for the kind of store. */
  public String service() {
    return scheme.equals("gs") ? "gcs" : scheme;
  }

  /**
   * The library's settings. Without credentials those are used that the machine offers: workload
   * identity, or what the cloud tells its instances.
   *
   * @param endpoint the server's address; null for the cloud's own
   * @param region the region of an S3 bucket
   * @param credentials what the Secret holds, by the keys above
   * @param anonymous whether nothing is signed, as public buckets have it
   * @throws StoreException with reason StoreForbidden when needed credentials are missing
   */
  public Map<String, String> settings(
      @Nullable String endpoint,
      @Nullable String region,
      Map<String, String> credentials,
      boolean anonymous) {
    var map = new HashMap<String, String>();
    if (anonymous) {
      for (String setting : ANONYMOUS) {
        map.put(setting, "true");
      }
    }
    map.put("root", "/");
    put(map, "endpoint", endpoint);
    switch (scheme) {
      case "s3" -> {
        map.put("bucket", bucket);
        map.put("region", region == null ? DEFAULT_REGION : region);
        put(map, "access_key_id", credentials.get(ACCESS_KEY_ID));
        put(map, "secret_access_key", credentials.get(SECRET_ACCESS_KEY));
        put(map, "session_token", credentials.get(SESSION_TOKEN));
      }
      case "gs" -> {
        map.put("bucket", bucket);
        String key = credentials.get(SERVICE_ACCOUNT_KEY);
        if (key != null) {
          byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
          map.put("credential", Base64.getEncoder().encodeToString(bytes));
        }
      }
      default -> azure(map, endpoint, credentials);
    }
    return map;
  }

  private void azure(
      Map<String, String> map, @Nullable String endpoint, Map<String, String> credentials) {
    String account = credentials.get(ACCOUNT_NAME);
    if (account == null) {
      throw new StoreException(
          StoreException.FORBIDDEN,
          root()
              + " needs a Secret with "
              + ACCOUNT_NAME
              + " and "
              + ACCOUNT_KEY
              + " or "
              + SAS_TOKEN);
    }
    String key = credentials.get(ACCOUNT_KEY);
    String token = credentials.get(SAS_TOKEN);
    if ((key == null) == (token == null)) {
      throw new StoreException(
          StoreException.FORBIDDEN,
          root() + " needs exactly one of " + ACCOUNT_KEY + " and " + SAS_TOKEN + " in its Secret");
    }
    map.put("container", bucket);
    map.put("account_name", account);
    put(map, "account_key", key);
    put(map, "sas_token", token == null || !token.startsWith("?") ? token : token.substring(1));
    if (endpoint == null) {
      map.put("endpoint", "https://" + account + ".blob.core.windows.net");
    }
  }

  private static void put(Map<String, String> map, String key, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      map.put(key, value);
    }
  }
}
