package dev.slipway.dataset;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetStatus.Poll;
import dev.slipway.api.Durations;
import dev.slipway.contract.PollResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** When the sources are looked at, and what is made of what was seen. */
final class PollPolicy {
  /** The condition that says whether the sources can be looked at. */
  static final String POLLED = "SourcesPolled";

  private static final Duration INTERVAL = Duration.ofMinutes(15);

  /** Whether a look is under way. */
  static boolean running(@Nullable Poll poll) {
    return poll != null && poll.finishedAt() == null;
  }

  /** Ends a look that nobody waits for any more: the sources are prepared anyway. */
  static void drop(StatusDraft draft, Instant now) {
    if (draft.poll != null && running(draft.poll)) {
      draft.poll = ended(draft.poll, now);
    }
  }

  /** Takes the end of a look. */
  static void end(StatusDraft draft, DatasetSpec spec, DatasetObserved observed, Instant now) {
    Poll poll = draft.poll;
    if (poll == null || !running(poll)) {
      return;
    }
    if (spec.onChange() == null) {
      drop(draft, now);
      return;
    }
    switch (UpkeepOutcome.of(
        observed.jobs().get(poll.job()), Instant.parse(poll.startedAt()), PollResult.class, now)) {
      case UpkeepOutcome.Going<PollResult> going -> {}
      case UpkeepOutcome.Broke<PollResult> why -> {
        draft.poll = ended(poll, now);
        draft.condition(POLLED, false, why.reason(), why.message());
      }
      case UpkeepOutcome.Done<PollResult> done -> {
        draft.poll = ended(poll, now);
        draft.condition(
            POLLED, true, "Polled", "the sources are looked at every " + interval(spec));
        if (!done.result().revision().equals(draft.sourceRevision)) {
          draft.changedSources = done.result().revision();
        }
      }
    }
  }

  /** When the next look is due; null for never. */
  static @Nullable Instant due(StatusDraft draft, DatasetSpec spec, Instant now) {
    if (spec.onChange() == null || running(draft.poll)) {
      return null;
    }
    Poll poll = draft.poll;
    // the preparation has looked as well, when it began
    Instant prepared =
        draft.preparation == null ? now : Instant.parse(draft.preparation.startedAt());
    Instant looked = poll == null ? prepared : Instant.parse(poll.startedAt());
    return (looked.isAfter(prepared) ? looked : prepared)
        .plus(Durations.parse(spec.onChange().pollInterval(), INTERVAL));
  }

  private static String interval(DatasetSpec spec) {
    String given = spec.onChange() == null ? null : spec.onChange().pollInterval();
    return given == null ? "15m" : given;
  }

  private static Poll ended(Poll poll, Instant now) {
    return new Poll(poll.number(), poll.job(), poll.startedAt(), now.toString());
  }

  private PollPolicy() {}
}
