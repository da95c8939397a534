package dev.slipway.apply;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Duration;

/**
 * The API server does not take a write, and what follows from it. An API server that cannot be
 * reached, or fails, is no refusal: the controller's own retries are for that.
 *
 * @param cause what is at fault
 * @param message the API server's words
 */
public record Refusal(Cause cause, String message) {
  /** After this the cache knows what the API server says is there already. */
  public static final Duration SHORTLY = Duration.ofSeconds(2);

  /** What rights or a quota forbid now is tried again after this. */
  public static final Duration LATER = Duration.ofSeconds(30);

  private static final int UNPROCESSABLE = 422;

  /** What is at fault. */
  public enum Cause {
    /** The cache is behind: it is there already, or has changed meanwhile. */
    CONFLICT,
    /** The object: the same one will always be refused. */
    INVALID,
    /** Rights or a quota: later it may be taken. */
    FORBIDDEN
  }

  /**
   * What an answer means.
   *
   * @throws KubernetesClientException the same one, when it is no refusal
   */
  public static Refusal of(KubernetesClientException e) {
    Cause cause =
        switch (e.getCode()) {
          case HttpURLConnection.HTTP_CONFLICT -> Cause.CONFLICT;
          case UNPROCESSABLE, HttpURLConnection.HTTP_BAD_REQUEST -> Cause.INVALID;
          case HttpURLConnection.HTTP_FORBIDDEN -> Cause.FORBIDDEN;
          default -> throw e;
        };
    return new Refusal(
        cause,
        e.getStatus() != null && e.getStatus().getMessage() != null
            ? e.getStatus().getMessage()
            : String.valueOf(e.getMessage()));
  }

  /** Whether the cache is behind. */
  public boolean conflict() {
    return cause == Cause.CONFLICT;
  }

  /** Whether the object is at fault. */
  public boolean invalid() {
    return cause == Cause.INVALID;
  }
}
