package dev.slipway.dataset;

import static dev.slipway.status.Conditions.Summary.RECONCILING;
import static dev.slipway.status.Conditions.Summary.STALLED;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.DatasetStatus.Poll;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.DatasetStatus.Pruning;
import dev.slipway.api.Durations;
import dev.slipway.apply.Refusal;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodSettings;
import dev.slipway.schedule.Schedule;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a Dataset needs next: a preparation when there is none of its spec, or when a
 * TrainingJob wants a newer snapshot; never two at once.
 */
final class DatasetPlan {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Dataset dataset;
  private final DatasetObserved observed;
  private final PodSettings settings;
  private final Instant now;
  private final @Nullable Preparation last;
  private final StatusDraft draft;

  private DatasetPlan(
      Dataset dataset, DatasetObserved observed, PodSettings settings, Instant now) {
    DatasetStatus status = Preparations.status(dataset);
    this.dataset = dataset;
    this.observed = observed;
    this.settings = settings;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.last = status.preparation();
    this.draft = new StatusDraft(dataset, status, this.now);
  }

  /** Decides. */
  static Decision next(
      Dataset dataset, DatasetObserved observed, PodSettings settings, Instant now) {
    return new DatasetPlan(dataset, observed, settings, now).next();
  }

  /** What follows when the API server refuses the Job. */
  static Decision refused(Dataset dataset, Decision decision, Refusal refusal, Instant now) {
    String why = "the API server refuses the Job: " + refusal.message();
    var draft =
        new StatusDraft(dataset, Preparations.status(dataset), now.truncatedTo(ChronoUnit.SECONDS));
    if (decision instanceof Decision.Upkeep upkeep) {
      draft.condition(upkeep.condition(), false, "JobRefused", why);
      return new Decision.Rest(draft.build(), Refusal.LATER, List.of());
    }
    if (!refusal.invalid()) {
      draft.summary(RECONCILING, "Waiting", "JobRefused", why);
      return new Decision.Rest(draft.build(), Refusal.LATER, List.of());
    }
    Preparation started = decision.status().preparation();
    draft.preparation = started == null ? null : Preparations.finished(started, now);
    draft.refreshHandled = decision.status().refreshHandled();
    draft.summary(STALLED, "Failed", "JobRefused", why);
    return new Decision.Rest(draft.build(), null, List.of());
  }

  private Decision next() {
    String digest = Preparations.specDigest(dataset.getSpec());
    PruningPolicy.end(draft, observed, now);
    if (!PruningPolicy.running(draft.pruning)) {
      // what a look has seen would be forgotten before it can be prepared
      PollPolicy.end(draft, dataset.getSpec(), observed, now);
    }
    if (last == null || !last.specDigest().equals(digest)) {
      return begin(digest, "SpecChanged");
    }
    if (last.finishedAt() == null) {
      return attempting(last);
    }
    if (draft.retryable()) {
      return begin(digest, "SpecChanged");
    }
    String asked = Preparations.asked(dataset);
    if (asked != null && !asked.equals(draft.refreshHandled)) {
      return begin(digest, "Asked");
    }
    if (draft.changedSources != null) {
      return begin(digest, "SourceChanged");
    }
    Schedule schedule;
    try {
      schedule = Schedule.of(dataset.getSpec().schedule(), dataset.getSpec().timeZone());
    } catch (IllegalArgumentException e) {
      draft.condition(
          StatusDraft.SCHEDULED, false, "ScheduleInvalid", String.valueOf(e.getMessage()));
      return requested(last, digest, null);
    }
    Instant due =
        schedule == null ? null : schedule.after(Instant.parse(last.startedAt())).orElse(null);
    if (due != null && !now.isBefore(due)) {
      return begin(digest, "Scheduled");
    }
    draft.scheduled(due);
    return requested(last, digest, due);
  }

  private Decision requested(Preparation last, String digest, @Nullable Instant due) {
    Duration untilDue = due == null ? null : Duration.between(now, due);
    Instant wanted = observed.wanted();
    if (wanted == null || Instant.parse(last.startedAt()).isAfter(wanted)) {
      return upkeep(untilDue);
    }
    // Moments are whole seconds here, so a preparation within the same one may still be too early.
    return now.isAfter(wanted)
        ? begin(digest, "Requested")
        : rest(Duration.between(now, wanted).plus(SOON));
  }

  /** Nothing is to be prepared: old snapshots may be removed, or the sources looked at. */
  private Decision upkeep(@Nullable Duration untilDue) {
    var upkeep = UpkeepPlan.next(dataset, observed, settings, draft, now);
    return switch (upkeep) {
      case UpkeepPlan.Begin begin ->
          new Decision.Upkeep(
              begin.job(), begin.condition(), draft.build(), PreparationOutcome.CACHE_LAG);
      case UpkeepPlan.Wait wait -> rest(Durations.sooner(untilDue, wait.again()));
    };
  }

  private Decision begin(String digest, String trigger) {
    if (PruningPolicy.running(draft.pruning)) {
      // it might remove what the preparation finds in the store and takes for its own
      draft.summary(
          RECONCILING, "Preparing", trigger, "old snapshots are being removed before it begins");
      return rest(PreparationOutcome.CACHE_LAG);
    }
    PollPolicy.drop(draft, now);
    long number = last == null ? 1 : last.number() + 1;
    String name = DatasetTemplate.name(dataset, digest, number, 1);
    if (last != null && last.finishedAt() == null && unseen(last)) {
      return rest(SOON);
    }
    List<Job> others = active(name);
    if (!others.isEmpty()) {
      if (draft.changedSources != null) {
        draft.poll = Preparations.status(dataset).poll();
      }
      draft.summary(
          RECONCILING, "Preparing", trigger, "the preparation of the spec before is being stopped");
      return new Decision.Rest(draft.build(), SOON, others);
    }
    return start(preparation(number, 1, digest, trigger));
  }

  private Decision attempting(Preparation preparation) {
    return switch (PreparationOutcome.of(
        preparation, observed.jobs().get(preparation.job()), now)) {
      case PreparationOutcome.Done done -> done(preparation, done);
      case PreparationOutcome.Broke why -> broke(preparation, why);
      case PreparationOutcome.Going going -> {
        if (going.trouble() != null) {
          draft.trouble(going.trouble(), going.message());
        } else {
          draft.preparing(preparation);
          if (observed.progress() != null) {
            draft.preparation = Preparations.at(preparation, observed.progress());
          }
        }
        yield rest(going.again());
      }
    };
  }

  private Decision start(Preparation preparation) {
    draft.refreshHandled = Preparations.asked(dataset);
    draft.sourcesHandled();
    draft.preparation = preparation;
    draft.preparing(preparation);
    return observed.jobs().containsKey(preparation.job())
        ? rest(PreparationOutcome.CACHE_LAG)
        : new Decision.Start(
            DatasetTemplate.job(dataset, preparation, settings),
            draft.build(),
            PreparationOutcome.CACHE_LAG);
  }

  private Decision done(Preparation preparation, PreparationOutcome.Done done) {
    draft.preparation = Preparations.finished(preparation, now);
    draft.current(Preparations.timed(done.snapshot(), preparation.startedAt()));
    draft.prepared(done, dataset.getSpec().sources().size());
    if (done.sourceRevision() != null) {
      draft.sourceRevision = done.sourceRevision();
    }
    return rest(null);
  }

  private Decision broke(Preparation preparation, PreparationOutcome.Broke why) {
    if (why.retryable() && RetryPolicy.allows(preparation.attempt())) {
      Instant due = why.at().plus(RetryPolicy.pause(preparation.attempt()));
      if (!now.isBefore(due)) {
        int attempt = preparation.attempt() + 1;
        return start(
            preparation(
                preparation.number(), attempt, preparation.specDigest(), preparation.trigger()));
      }
      draft.failed(why);
      draft.summary(
          RECONCILING,
          "Waiting",
          why.reason(),
          "attempt %d: %s; trying again".formatted(preparation.attempt(), why.message()));
      return rest(Duration.between(now, due));
    }
    draft.failed(why);
    draft.preparation = Preparations.finished(preparation, now);
    draft.summary(STALLED, "Failed", why.reason(), why.message());
    return rest(null);
  }

  /** Nothing is made; Jobs of earlier preparations are deleted. */
  private Decision rest(@Nullable Duration again) {
    Preparation current = draft.preparation;
    if (current == null) {
      return new Decision.Rest(draft.build(), again, List.of());
    }
    var kept = new HashSet<>(Preparations.jobs(dataset, current));
    // theirs go when the next ones begin: what they told must be in the status first
    Optional.ofNullable(draft.poll).map(Poll::job).ifPresent(kept::add);
    Optional.ofNullable(draft.pruning).map(Pruning::job).ifPresent(kept::add);
    return new Decision.Rest(draft.build(), again, earlier(kept));
  }

  private List<Job> earlier(Set<String> current) {
    return observed.jobs().values().stream()
        .map(ObservedJob::job)
        .filter(job -> !current.contains(job.getMetadata().getName()))
        .filter(job -> job.getMetadata().getDeletionTimestamp() == null)
        .toList();
  }

  private List<Job> active(String but) {
    return observed.jobs().values().stream()
        .filter(ObservedJob::active)
        .map(ObservedJob::job)
        .filter(job -> !job.getMetadata().getName().equals(but))
        .toList();
  }

  /** Whether a Job that was just made is not in the cache yet. */
  private boolean unseen(Preparation preparation) {
    return !observed.jobs().containsKey(preparation.job())
        && now.isBefore(Instant.parse(preparation.startedAt()).plus(PreparationOutcome.CACHE_LAG));
  }

  /** A Job that was made before the status could be written has started when it was made. */
  private Preparation preparation(long number, int attempt, String digest, String trigger) {
    String name = DatasetTemplate.name(dataset, digest, number, attempt);
    ObservedJob job = observed.jobs().get(name);
    String made = job == null ? null : job.job().getMetadata().getCreationTimestamp();
    return new Preparation(
        number, attempt, name, digest, trigger, made == null ? now.toString() : made, null, null);
  }
}
