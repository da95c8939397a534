package dev.slipway.search;

/** Which way a trial's value is better. */
public enum Goal {
  MINIMIZE,
  MAXIMIZE;

  /** The less, the better; infinite for what is not a finite number, since training diverged. */
  double loss(double value) {
    return !Double.isFinite(value) ? Double.POSITIVE_INFINITY : this == MINIMIZE ? value : -value;
  }

  /** The value that has a loss. */
  double value(double loss) {
    return this == MINIMIZE ? loss : -loss;
  }
}
