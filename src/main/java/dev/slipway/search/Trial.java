package dev.slipway.search;

import java.util.Map;

/**
 * A trial of a search, as far as it has come.
 *
 * @param number counts the trials of a search, from 0
 * @param parameters its parameters by name, as text; those whose condition did not hold are missing
 * @param outcome what is known of it
 */
public record Trial(int number, Map<String, String> parameters, Outcome outcome) {
  public Trial {
    parameters = Map.copyOf(parameters);
  }

  /** What is known of a trial. */
  public sealed interface Outcome {}

  /** It was started and has not ended; what it reported until now does not count. */
  public record Running() implements Outcome {}

  /**
   * It ended by itself.
   *
   * @param value the objective; not a finite number when training diverged, which is worse than any
   *     that is
   */
  public record Finished(double value) implements Outcome {}

  /**
   * An {@link EarlyStop} ended it.
   *
   * @param step the last step that it reported
   * @param value the objective there
   */
  public record Stopped(long step, double value) implements Outcome {}

  /** It ended without a value. Nothing is learnt from it, since its parameters may be innocent. */
  public record Failed() implements Outcome {}
}
