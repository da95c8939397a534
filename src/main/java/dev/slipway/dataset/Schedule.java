package dev.slipway.dataset;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.slipway.api.DatasetSpec;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When preparations of a schedule are due. */
final class Schedule {
  private static final CronParser CRON =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final ExecutionTime times;
  private final ZoneId zone;

  private Schedule(ExecutionTime times, ZoneId zone) {
    this.times = times;
    this.zone = zone;
  }

  /**
   * A spec's schedule.
   *
   * @return null when it has none
   * @throws IllegalArgumentException when it cannot be read; the message says why
   */
  static @Nullable Schedule of(DatasetSpec spec) {
    String schedule = spec.schedule();
    if (schedule == null) {
      return null;
    }
    String zone = spec.timeZone() == null ? "UTC" : spec.timeZone();
    try {
      return new Schedule(ExecutionTime.forCron(CRON.parse(schedule)), ZoneId.of(zone));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "timeZone " + zone + " is not known; write it as Europe/Berlin or UTC", e);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "schedule '"
              + schedule
              + "' cannot be read; write minute, hour, day of the month, month and day of the week, such as 0 2 * * *",
          e);
    }
  }

  /** The first time that is due after a moment; empty when there never is one. */
  Optional<Instant> after(Instant moment) {
    return times.nextExecution(moment.atZone(zone)).map(time -> time.toInstant());
  }
}
