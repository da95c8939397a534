package dev.slipway.contract;

import dev.slipway.api.Source;
import java.util.List;
import java.util.Locale;

/**
 * The keys of a source's Secret, and the variables that hold them in the pod that prepares: {@code
 * SLIPWAY_SOURCE_<NAME>_<KEY>}, in capitals, words of the key with underscores between.
 */
public final class CredentialVariables {
  /**
   * A key.
   *
   * @param name its name in the Secret
   * @param variable the variable
   * @param optional whether the pod starts without it
   */
  public record Key(String name, String variable, boolean optional) {}

  /** The keys that a source's kind has; none when it names no Secret. */
  public static List<Key> of(Source source) {
    if (source.credentials() == null) {
      return List.of();
    }
    String uri = source.uri();
    if (source.sql() != null) {
      return List.of(key(source, "username", false), key(source, "password", false));
    }
    if (uri != null && uri.startsWith("s3://")) {
      return List.of(
          key(source, "accessKeyId", false),
          key(source, "secretAccessKey", false),
          key(source, "sessionToken", true));
    }
    if (uri != null && uri.startsWith("gs://")) {
      return List.of(key(source, "serviceAccountKey", false));
    }
    if (uri != null && uri.startsWith("azblob://")) {
      return List.of(
          key(source, "accountName", false),
          key(source, "accountKey", true),
          key(source, "sasToken", true));
    }
    return List.of(key(source, "header", false));
  }

  private static Key key(Source source, String name, boolean optional) {
    String words = name.replaceAll("([A-Z])", "_$1");
    String variable = "SLIPWAY_SOURCE_" + source.name() + "_" + words;
    return new Key(name, variable.toUpperCase(Locale.ROOT), optional);
  }

  private CredentialVariables() {}
}
