package dev.slipway.dataset;

import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.DatasetSpec.Retention;
import dev.slipway.api.DatasetStatus.Poll;
import dev.slipway.api.DatasetStatus.Pruning;
import dev.slipway.api.Durations;
import dev.slipway.job.PodSettings;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/** What a Dataset needs between preparations: old snapshots removed, its sources looked at. */
final class UpkeepPlan {
  /** What comes next. */
  sealed interface Next {}

  /**
   * A Job begins, as the draft says.
   *
   * @param condition the condition that tells of it
   */
  record Begin(Job job, String condition) implements Next {}

  /**
   * Nothing does.
   *
   * @param again when to look again; null for never
   */
  record Wait(@Nullable Duration again) implements Next {}

  private final Dataset dataset;
  private final DatasetSpec spec;
  private final DatasetObserved observed;
  private final PodSettings settings;
  private final StatusDraft draft;
  private final Instant now;

  private UpkeepPlan(
      Dataset dataset,
      DatasetObserved observed,
      PodSettings settings,
      StatusDraft draft,
      Instant now) {
    this.dataset = dataset;
    this.spec = dataset.getSpec();
    this.observed = observed;
    this.settings = settings;
    this.draft = draft;
    this.now = now;
  }

  /** Decides; what begins is in the draft then. */
  static Next next(
      Dataset dataset,
      DatasetObserved observed,
      PodSettings settings,
      StatusDraft draft,
      Instant now) {
    return new UpkeepPlan(dataset, observed, settings, draft, now).next();
  }

  private Next next() {
    Next removal = removal();
    if (!(removal instanceof Wait wait)) {
      return removal;
    }
    Instant look = PollPolicy.due(draft, spec, now);
    if (look != null && !now.isBefore(look)) {
      return poll();
    }
    boolean going = PollPolicy.running(draft.poll) || PruningPolicy.running(draft.pruning);
    Duration again =
        Durations.sooner(wait.again(), look == null ? null : Duration.between(now, look));
    return new Wait(going ? Durations.sooner(again, PreparationOutcome.CACHE_LAG) : again);
  }

  private Next removal() {
    Retention retention = spec.retention();
    if (retention == null) {
      return new Wait(null);
    }
    SortedSet<String> keep = PruningPolicy.keep(draft, observed);
    if (keep.size() > PruningPolicy.MOST_KEPT) {
      draft.condition(
          PruningPolicy.PRUNED,
          false,
          "TooManyInUse",
          "more than 5,000 snapshots are in use; delete ModelVersions that nobody needs");
      return new Wait(PruningPolicy.LOOK);
    }
    String keeps = PruningPolicy.digest(retention, keep);
    Instant due = PruningPolicy.due(draft, keeps);
    if (due == null) {
      return new Wait(PruningPolicy.LOOK);
    }
    if (now.isBefore(due)) {
      Duration left = Duration.between(now, due);
      return new Wait(left.compareTo(PruningPolicy.LOOK) < 0 ? left : PruningPolicy.LOOK);
    }
    long number = draft.pruning == null ? 1 : draft.pruning.number() + 1;
    String name = UpkeepTemplate.pruneName(dataset, number);
    draft.pruning = new Pruning(number, name, keeps, now.toString(), null, null);
    return new Begin(
        UpkeepTemplate.prune(dataset, name, retention, keep, settings), PruningPolicy.PRUNED);
  }

  private Next poll() {
    long number = draft.poll == null ? 1 : draft.poll.number() + 1;
    String name = UpkeepTemplate.pollName(dataset, number);
    draft.poll = new Poll(number, name, now.toString(), null);
    return new Begin(UpkeepTemplate.poll(dataset, name, settings), PollPolicy.POLLED);
  }
}
