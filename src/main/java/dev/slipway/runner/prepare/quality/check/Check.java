package dev.slipway.runner.prepare.quality.check;

/** One expectation's check. */
public sealed interface Check permits RowCheck, TableCheck {
  /** The expectation in words, such as {@code fare between 0 and 500}. */
  String words();
}
