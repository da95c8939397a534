package dev.slipway.runner;

import dev.slipway.contract.Failure;
import org.jspecify.annotations.Nullable;

/** Work that cannot be done, and why; it ends the pod with this failure. */
public final class RunnerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final boolean retryable;
  private final transient @Nullable Object found;

  /**
   * With what the condition will say.
   *
   * @param reason one CamelCase word
   * @param message what happened and what to change
   * @param retryable whether another attempt may end otherwise
   */
  public RunnerException(String reason, String message, boolean retryable) {
    this(reason, message, retryable, null);
  }

  /**
   * The same, with what was found until then.
   *
   * @param found a part of the command's result, which the operator is told too
   */
  public RunnerException(String reason, String message, boolean retryable, @Nullable Object found) {
    super(message);
    this.reason = reason;
    this.retryable = retryable;
    this.found = found;
  }

  /** What was found until then; null for nothing. */
  public @Nullable Object found() {
    return found;
  }

  /** What the operator is told. */
  public Failure failure() {
    String message = getMessage();
    return new Failure(reason, message == null ? "" : message, retryable);
  }
}
