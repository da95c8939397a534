package dev.slipway.search;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Chooses the parameters of the next trial. The same space, seed, number and history give the same
 * parameters, whatever the order of the history.
 */
public interface Sampler {
  /**
   * The parameters of a trial by name, as text; none of the history has the same. Empty when every
   * point of the space was tried.
   *
   * @param history the trials that were started before, in any order: ended and running ones
   * @param number of the trial, from 0
   */
  Optional<Map<String, String>> next(List<Trial> history, int number);
}
