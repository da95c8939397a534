package dev.slipway.dataset;

import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of a small Job beside the preparations; its deadline ends whatever it waits for. */
sealed interface UpkeepOutcome<T> {
  /** It goes on. */
  record Going<T>() implements UpkeepOutcome<T> {}

  /** It told its result. */
  record Done<T>(T result) implements UpkeepOutcome<T> {}

  /** It failed; the next one may not. */
  record Broke<T>(String reason, String message) implements UpkeepOutcome<T> {}

  /**
   * Tells it.
   *
   * @param job the Job as the cache has it; null when it has none
   * @param started when it was made
   * @param type what its result is
   */
  static <T> UpkeepOutcome<T> of(
      @Nullable ObservedJob job, Instant started, Class<T> type, Instant now) {
    if (job == null) {
      return now.isBefore(started.plus(PreparationOutcome.CACHE_LAG))
          ? new Going<>()
          : new Broke<>("PodLost", "its Job was deleted");
    }
    return switch (job.state()) {
      case JobState.Succeeded end ->
          TerminationMessage.result(end.message(), type)
              .<UpkeepOutcome<T>>map(Done::new)
              .orElseGet(() -> new Broke<>("PodLost", "it ended without a result"));
      case JobState.Failed end ->
          TerminationMessage.failure(end.termination())
              .map((Failure failure) -> new Broke<T>(failure.reason(), failure.message()))
              .orElseGet(() -> new Broke<>(end.reason(), end.message()));
      case JobState.Absent none -> new Going<>();
      case JobState.Pending wait -> new Going<>();
      case JobState.Running run -> new Going<>();
    };
  }
}
