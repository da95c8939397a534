package dev.slipway.agent;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An inference request that was answered well, and waits to be counted and captured.
 *
 * @param time when its answer was complete
 * @param status its answer's status
 * @param id the id that the agent put into the answer; null when it had one
 * @param request its body
 * @param zipped whether the body is compressed by gzip
 * @param response its answer's body
 */
record Observation(
    Instant time,
    int status,
    @Nullable String id,
    byte[] request,
    boolean zipped,
    byte[] response) {
  private static final int OVERHEAD = 200;

  /** What it takes in memory, in bytes. */
  long bytes() {
    return (long) OVERHEAD + request.length + response.length;
  }
}
