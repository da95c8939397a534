package dev.slipway.search;

/** Which way a trial's value is better. */
public enum Goal {
  MINIMIZE,
  MAXIMIZE;

  /** The less, the better; NaN stays NaN. */
  double loss(double value) {
    return this == MINIMIZE ? value : -value;
  }
}
