package dev.slipway.search;

import java.util.List;
import java.util.Optional;

/**
 * A rule that stops a trial which is unlikely to become the best. It is asked whenever there is
 * news: a trial that went on from a rung is stopped when others pass it there before it has come to
 * the next one.
 */
public sealed interface EarlyStop permits Asha, Hyperband, Median {
  /** The steps that must be remembered of each trial. */
  Rungs rungs();

  /**
   * Why a trial should not go on; empty if it should.
   *
   * @param trial what it has reported; its last rung is the one where it is compared
   * @param others the other trials of the search, running or ended in any way
   */
  Optional<String> stop(Curve trial, List<Curve> others, Goal goal);
}
