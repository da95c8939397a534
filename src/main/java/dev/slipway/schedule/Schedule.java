package dev.slipway.schedule;

import com.cronutils.descriptor.CronDescriptor;
import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The times of a cron expression with five fields, as a CronJob has it. */
public final class Schedule {
  private static final CronParser CRON =
      new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

  private final Cron cron;
  private final ExecutionTime times;
  private final ZoneId zone;

  private Schedule(Cron cron, ZoneId zone) {
    this.cron = cron;
    this.times = ExecutionTime.forCron(cron);
    this.zone = zone;
  }

  /**
   * Reads a schedule.
   *
   * @param schedule minute, hour, day of the month, month, day of the week; null for none
   * @param timeZone its time zone; UTC when null
   * @return null when there is none
   * @throws IllegalArgumentException when it cannot be read; the message says why
   */
  public static @Nullable Schedule of(@Nullable String schedule, @Nullable String timeZone) {
    if (schedule == null) {
      return null;
    }
    String zone = timeZone == null ? "UTC" : timeZone;
    try {
      return new Schedule(CRON.parse(schedule), ZoneId.of(zone));
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
  public Optional<Instant> after(Instant moment) {
    return times.nextExecution(moment.atZone(zone)).map(time -> time.toInstant());
  }

  /** It in words, with its time zone. */
  public String words() {
    return CronDescriptor.instance(Locale.ENGLISH).describe(cron) + " (" + zone + ")";
  }
}
