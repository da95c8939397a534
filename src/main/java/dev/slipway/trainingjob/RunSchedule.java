package dev.slipway.trainingjob;

import dev.slipway.api.Condition;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.schedule.Schedule;
import dev.slipway.status.Conditions;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When the schedule of a TrainingJob wants its next run. */
sealed interface RunSchedule {
  String SCHEDULED = "Scheduled";

  /** It has none. */
  record Unset() implements RunSchedule {}

  /** It cannot be used; the message says why. */
  record Invalid(String message) implements RunSchedule {}

  /**
   * It is due at a moment.
   *
   * @param moment the first time after the last run's start; in the past when times were missed
   */
  record Due(Instant moment) implements RunSchedule {}

  /** The next time after the start of a run, whatever has started that. */
  static RunSchedule of(TrainingJobSpec spec, Run last) {
    var triggers = spec.triggers();
    try {
      Schedule schedule =
          triggers == null ? null : Schedule.of(triggers.schedule(), triggers.timeZone());
      return schedule == null
          ? new Unset()
          : schedule
              .after(Instant.parse(last.startedAt()))
              .<RunSchedule>map(Due::new)
              .orElseGet(() -> new Invalid("triggers.schedule names a time that never comes"));
    } catch (IllegalArgumentException e) {
      return new Invalid(String.valueOf(e.getMessage()));
    }
  }

  /** What is told of it; empty when there is nothing to tell. */
  static Optional<Condition> condition(TrainingJobSpec spec, @Nullable Run last, boolean told) {
    if (last == null) {
      return Optional.empty();
    }
    return switch (of(spec, last)) {
      case Due(Instant moment) ->
          Optional.of(
              Conditions.condition(
                  SCHEDULED, true, "Scheduled", "the next run is due at " + moment));
      case Invalid(String message) ->
          Optional.of(Conditions.condition(SCHEDULED, false, "ScheduleInvalid", message));
      case Unset none ->
          told
              ? Optional.of(
                  Conditions.condition(
                      SCHEDULED, false, "NotScheduled", "spec.triggers.schedule is not set"))
              : Optional.empty();
    };
  }
}
