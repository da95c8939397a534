package dev.slipway.search;

import java.util.List;
import java.util.Optional;

/**
 * A rule that stops a trial which is unlikely to become the best. It is asked once, when a trial
 * has come to a rung: an answer stands although others come later.
 */
public sealed interface EarlyStop permits Asha, Hyperband, Median {
  /** The steps that must be remembered of each trial. */
  Rungs rungs();

  /**
   * Why a trial should not go on; empty if it should.
   *
   * @param trial what it has reported; its last rung is the one that it has just come to
   * @param others the other trials of the search, running or ended in any way
   */
  Optional<String> stop(Curve trial, List<Curve> others, Goal goal);
}
