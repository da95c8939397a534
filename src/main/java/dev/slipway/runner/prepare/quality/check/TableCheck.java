package dev.slipway.runner.prepare.quality.check;

import org.jspecify.annotations.Nullable;

/** A check of all rows at once. */
public non-sealed interface TableCheck extends Check {
  /** What was found when it does not hold, else null. */
  @Nullable String found(Checked on);
}
