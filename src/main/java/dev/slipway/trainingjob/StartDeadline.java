package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Until when a pod must train; of several deadlines the one that ends first.
 *
 * @param end the moment
 * @param field which one it is, such as deadlines.pending
 * @param length how long it is
 */
record StartDeadline(Instant end, String field, Duration length) {
  private static final Duration PENDING = Duration.ofHours(1);

  /**
   * Tells it.
   *
   * @param reason why the pod does not train yet
   * @param started when the attempt began
   * @param taken when a node took its pod; null when none has
   */
  static StartDeadline of(
      @Nullable Deadlines given, String reason, Instant started, @Nullable Instant taken) {
    StartDeadline first =
        at(
            started,
            "deadlines.pending",
            Durations.parse(given == null ? null : given.pending(), PENDING));
    if (given == null || taken == null) {
      return first;
    }
    if (given.imagePull() != null && reason.equals("ImagePull")) {
      first =
          first.or(at(taken, "deadlines.imagePull", Durations.parse(given.imagePull(), PENDING)));
    }
    if (given.initializing() != null) {
      first =
          first.or(
              at(taken, "deadlines.initializing", Durations.parse(given.initializing(), PENDING)));
    }
    return first;
  }

  /** What is said when it is over. */
  String missed() {
    return "it did not start within %s (%s)"
        .formatted(length.toString().substring(2).toLowerCase(Locale.ROOT), field);
  }

  private StartDeadline or(StartDeadline other) {
    return other.end.isBefore(end) ? other : this;
  }

  private static StartDeadline at(Instant from, String field, Duration length) {
    return new StartDeadline(from.plus(length), field, length);
  }
}
