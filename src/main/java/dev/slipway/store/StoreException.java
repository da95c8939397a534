package dev.slipway.store;

/**
 * Why the store did not do what was asked. The reason is one of {@link #UNREACHABLE}, {@link
 * #FORBIDDEN}, {@link #NOT_FOUND}, {@link #FULL} and {@link #INVALID}.
 */
public final class StoreException extends RuntimeException {
  /** The store does not answer, or not well; another attempt may succeed. */
  public static final String UNREACHABLE = "StoreUnreachable";

  /** The store refuses the credentials, or there are none. */
  public static final String FORBIDDEN = "StoreForbidden";

  /** There is no such file, or no such bucket. */
  public static final String NOT_FOUND = "NotFound";

  /** The store has no room for it, or a quota says so. */
  public static final String FULL = "StoreFull";

  /** The store's URL or settings make no sense. */
  public static final String INVALID = "StoreInvalid";

  private static final long serialVersionUID = 1L;

  private final String reason;

  /** With the reason, and a message for a person. */
  public StoreException(String reason, String message, Throwable cause) {
    super(message, cause);
    this.reason = reason;
  }

  /** With the reason, and a message for a person. */
  public StoreException(String reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** One CamelCase word. */
  public String reason() {
    return reason;
  }

  /** Whether another attempt may end otherwise. */
  public boolean retryable() {
    return reason.equals(UNREACHABLE);
  }
}
