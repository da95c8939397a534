package dev.slipway.search;

import java.util.List;
import java.util.Map;

/** Chooses the parameters of the next trial. */
public interface Sampler {
  /**
   * The parameters of a trial by name, as text.
   *
   * @param number of the trial, from 0
   * @param ended the trials that have ended, in any order
   */
  Map<String, String> choose(int number, List<Trial> ended);
}
