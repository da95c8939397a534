package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJobSpec.Ttl;
import dev.slipway.job.ObservedWork;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Jobs of ended attempts are kept no longer.
 *
 * @param over those
 * @param next how long until the next one is; null when none will be
 */
record Expiry(List<HasMetadata> over, @Nullable Duration next) {
  private static final int RUNS = 10;

  /**
   * Tells it.
   *
   * @param ended Jobs that have ended, and whose end is in the status
   * @param runs the names of the runs in the status: what belongs to another is forgotten
   */
  static Expiry of(
      @Nullable Ttl ttl, List<? extends ObservedWork> ended, Set<String> runs, Instant now) {
    Duration kept =
        ttl == null || ttl.pods() == null ? null : Durations.parse(ttl.pods(), Duration.ZERO);
    var over = new ArrayList<HasMetadata>();
    Duration next = null;
    for (ObservedWork job : ended) {
      Duration left = kept == null ? null : Duration.between(now, end(job).plus(kept));
      if (!runs.contains(job.resource().getMetadata().getLabels().get(Slipway.RUN))
          || (left != null && !left.isPositive())) {
        over.add(job.resource());
      } else {
        next = Durations.sooner(next, left);
      }
    }
    return new Expiry(over, next);
  }

  /** How many runs before the last one the status remembers. */
  static int runs(@Nullable Ttl ttl) {
    return ttl == null || ttl.runs() == null ? RUNS : ttl.runs();
  }

  private static Instant end(ObservedWork job) {
    return job.lastEnd()
        .orElseGet(() -> Instant.parse(job.resource().getMetadata().getCreationTimestamp()));
  }
}
