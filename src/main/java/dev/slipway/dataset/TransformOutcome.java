package dev.slipway.dataset;

import dev.slipway.contract.Stages;
import dev.slipway.dataset.PreparationOutcome.Broke;
import dev.slipway.job.JobState;
import dev.slipway.job.LastWords;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The failure of a transform's container. What it says of itself is shown and not believed: a
 * user's container has no say in reasons and retries.
 */
final class TransformOutcome {
  /** As many as a Dataset can have steps. */
  private static final int STEPS = 64;

  /** The step whose container failed; empty when that was one of ours, or none. */
  static OptionalInt step(JobState.Failed end) {
    return IntStream.range(0, STEPS)
        .filter(step -> Stages.container(step).equals(end.container()))
        .findFirst();
  }

  /**
   * Its failure. Nobody can tell from outside whether the same container would fail again, so it is
   * tried again, as a training container is; running out of memory is not.
   */
  static Broke of(int step, JobState.Failed end, Instant at) {
    String where = "steps[" + step + "] transform: ";
    return end.reason().equals("OOMKilled")
        ? new Broke(
            "OOMKilled",
            where
                + "its container needed more memory than its limit; raise"
                + " transform.container.resources.limits.memory, or work on fewer rows at a time",
            false,
            at)
        : new Broke(
            "TransformFailed",
            where
                + "its container exited with code "
                + end.exitCode()
                + LastWords.of(end.termination()),
            true,
            at);
  }

  private TransformOutcome() {}
}
