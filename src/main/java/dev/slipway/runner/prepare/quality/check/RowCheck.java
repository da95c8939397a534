package dev.slipway.runner.prepare.quality.check;

/** A check that every row passes or fails by itself. */
public non-sealed interface RowCheck extends Check {
  /** The condition of the rows that fail; a row for which it is unknown passes. */
  String failing(Checked on);

  /** The expression of the value that a message shows as an example. */
  String shown(Checked on);
}
