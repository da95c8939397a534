package dev.slipway.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What tells one content of a file from another without reading it.
 *
 * @param etag the server's tag of the content, as it gives it
 * @param version the version's id, in a bucket that keeps versions
 * @param modified when it was written (RFC 3339, or as an HTTP server gives it)
 * @param bytes its size; null when the server does not tell
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FileRevision(
    @Nullable String etag,
    @Nullable String version,
    @Nullable String modified,
    @Nullable Long bytes) {
  /** Whether equal revisions mean equal contents. */
  public boolean tells() {
    return etag != null || version != null || modified != null;
  }
}
