package dev.slipway.runner.prepare.explain;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.DatasetSpec;
import dev.slipway.runner.prepare.plan.PreparationPlan;
import dev.slipway.schedule.Schedule;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is told of one Dataset.
 *
 * @param dataset its name
 * @param plan what its preparation does
 * @param schedule when it is prepared again; null when it has no schedule
 * @param resources what its pod is given, where the spec says so
 * @param compiled what was found with given columns; null without
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Explanation(
    String dataset,
    PreparationPlan plan,
    @Nullable Times schedule,
    DatasetSpec.@Nullable Resources resources,
    @Nullable DryRun compiled) {
  private static final int TOLD = 3;

  /** Whether a preparation could not be done. */
  boolean wrong() {
    return compiled != null && compiled.error() != null;
  }

  /**
   * When.
   *
   * @param words the schedule in words
   * @param next the next times (RFC 3339)
   */
  record Times(String words, List<String> next) {
    /**
     * Of a spec; null when it has no schedule.
     *
     * @throws IllegalArgumentException when it cannot be read
     */
    static @Nullable Times of(DatasetSpec spec, Instant now) {
      Schedule schedule = Schedule.of(spec.schedule(), spec.timeZone());
      if (schedule == null) {
        return null;
      }
      var next = new ArrayList<String>();
      var moment = schedule.after(now);
      while (moment.isPresent() && next.size() < TOLD) {
        next.add(moment.get().toString());
        moment = schedule.after(moment.get());
      }
      return new Times(schedule.words(), next);
    }
  }
}
