package dev.slipway.deployment;

import dev.slipway.api.DeploymentStatus;
import dev.slipway.api.DeploymentStatus.Revision;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which revision serves, which one comes, and which ones served.
 *
 * @param stable the one that receives the traffic
 * @param candidate the one that is being rolled out
 * @param abandoned the name of one that was given up
 * @param history the ones that served before, newest first
 */
record Revisions(
    @Nullable Revision stable,
    @Nullable Revision candidate,
    @Nullable String abandoned,
    List<Revision> history) {
  private static final int LONGEST_HISTORY = 10;

  static Revisions of(@Nullable DeploymentStatus status) {
    return status == null
        ? new Revisions(null, null, null, List.of())
        : new Revisions(
            status.revision(), status.candidate(), status.abandoned(), status.history());
  }

  /** Nothing is rolled out any more; what was given up is forgotten. */
  Revisions settled() {
    return new Revisions(stable, null, null, history);
  }

  /** Nothing is rolled out any more. */
  Revisions withoutCandidate() {
    return new Revisions(stable, null, abandoned, history);
  }

  /** This one is rolled out; it starts now, unless it does already. */
  Revisions rolling(Target.Wanted wanted, Instant now) {
    if (candidate != null && candidate.name().equals(wanted.revision())) {
      return this;
    }
    var next =
        new Revision(
            wanted.revision(),
            wanted.version().getMetadata().getName(),
            wanted.version().getSpec().artifact().digest(),
            text(now),
            null,
            null);
    return new Revisions(stable, next, null, history);
  }

  /** The candidate receives the traffic from now on. */
  Revisions promoted(Revision promoted, Instant now) {
    var past = new ArrayList<Revision>();
    if (stable != null) {
      past.add(
          new Revision(
              stable.name(),
              stable.modelVersion(),
              stable.digest(),
              stable.startedAt(),
              stable.servingSince(),
              text(now)));
    }
    past.addAll(history);
    var serving =
        new Revision(
            promoted.name(),
            promoted.modelVersion(),
            promoted.digest(),
            promoted.startedAt(),
            text(now),
            null);
    return new Revisions(
        serving, null, null, past.subList(0, Math.min(LONGEST_HISTORY, past.size())));
  }

  /** The candidate is given up, and not tried again. */
  Revisions givenUp(Revision candidate) {
    return new Revisions(stable, null, candidate.name(), history);
  }

  /** When a revision last ceased to receive the traffic; empty when it never received any. */
  Optional<Instant> servedUntil(String revision) {
    return history.stream()
        .filter(past -> past.name().equals(revision) && past.servingUntil() != null)
        .findFirst()
        .map(past -> Instant.parse(past.servingUntil()));
  }

  private static String text(Instant moment) {
    return moment.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
