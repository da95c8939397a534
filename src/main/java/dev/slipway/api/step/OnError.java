package dev.slipway.api.step;

/** What becomes of a value that cannot be read. */
public enum OnError {
  /** The preparation ends. */
  Fail,
  /** The value is missing. */
  Missing
}
