package dev.slipway.runner;

import dev.slipway.contract.Failure;

/** Work that cannot be done, and why; it ends the pod with this failure. */
public final class RunnerException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String reason;
  private final boolean retryable;

  /**
   * With what the condition will say.
   *
   * @param reason one CamelCase word
   * @param message what happened and what to change
   * @param retryable whether another attempt may end otherwise
   */
  public RunnerException(String reason, String message, boolean retryable) {
    super(message);
    this.reason = reason;
    this.retryable = retryable;
  }

  /** What the operator is told. */
  public Failure failure() {
    String message = getMessage();
    return new Failure(reason, message == null ? "" : message, retryable);
  }
}
