package dev.slipway.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import org.apache.commons.codec.digest.DigestUtils;

/** Digests of what is immutable: {@code sha256:<64 hexadecimal digits>}. */
public final class Digest {
  private static final String PREFIX = "sha256:";

  private static final JsonMapper CANONICAL =
      JsonMapper.builder()
          .enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
          .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
          .serializationInclusion(JsonInclude.Include.NON_EMPTY)
          .build();

  /**
   * The digest of a value's JSON with the fields of every object in alphabetical order, without
   * absent and empty values and without white space.
   */
  public static String ofJson(Object value) {
    try {
      Object sorted = CANONICAL.treeToValue(CANONICAL.<JsonNode>valueToTree(value), Object.class);
      return ofText(
          CANONICAL.writeValueAsString(
              sorted instanceof java.util.Map<?, ?> m ? new TreeMap<>(m) : sorted));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** The digest of a text in UTF-8. */
  public static String ofText(String text) {
    return PREFIX + DigestUtils.sha256Hex(text);
  }

  /** The digest of a file's content, without "sha256:". */
  public static String ofFile(Path file) throws IOException {
    // The digest is fed by the kilobyte, the file read by the megabyte.
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
      return DigestUtils.sha256Hex(in);
    }
  }

  /** A digest without its "sha256:", as folders are named. */
  public static String hex(String digest) {
    return digest.startsWith(PREFIX) ? digest.substring(PREFIX.length()) : digest;
  }

  /** The first characters of a digest without its "sha256:", as people and names use them. */
  public static String shortened(String digest, int length) {
    return hex(digest).substring(0, length);
  }

  private Digest() {}
}
