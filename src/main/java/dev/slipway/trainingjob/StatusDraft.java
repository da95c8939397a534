package dev.slipway.trainingjob;

import dev.slipway.api.Condition;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatus.SnapshotRequest;
import dev.slipway.api.TrainingJobStatusBuilder;
import dev.slipway.status.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The next status while it is being decided: the last one, with changes. */
final class StatusDraft {
  static final String DATASET_READY = "DatasetReady";
  private static final int LONGEST_LIST = 10;

  /** Reasons that lie in the spec. */
  private static final Set<String> REFUSED =
      Set.of("InvalidTemplate", "InvalidRetry", "InvalidSearch", "InvalidJob", "UnknownEngine");

  private final List<Condition> before;
  private final List<Condition> decided = new ArrayList<>();
  private final TrainingJob tj;
  private final long generation;
  private final boolean usesDataset;
  private final Instant now;

  @Nullable String phase;
  @Nullable Run run;
  List<Attempt> attempts;
  List<Run> history;
  @Nullable Long lastVersion;
  @Nullable SnapshotRequest snapshotRequest;
  @Nullable String handledRequest;
  @Nullable String handledUntil;
  @Nullable String runHandled;

  StatusDraft(TrainingJob tj, TrainingJobStatus last, Instant now) {
    this.tj = tj;
    this.generation = tj.getMetadata().getGeneration();
    this.usesDataset = tj.getSpec().dataset() != null;
    this.now = now;
    this.before = last.conditions();
    this.phase = last.phase();
    this.run = last.run();
    this.attempts = last.attempts();
    this.history = last.history();
    this.lastVersion = last.lastVersion();
    this.snapshotRequest = last.snapshotRequest();
    this.handledRequest = last.handledRequest();
    this.handledUntil = last.handledUntil();
    this.runHandled = last.runHandled();
  }

  StatusDraft summary(Conditions.Summary summary, String phase, String reason, String message) {
    this.phase = phase;
    decided.addAll(Conditions.summary(summary, reason, message));
    decided.add(Conditions.condition(Conditions.ACCEPTED, !REFUSED.contains(reason), reason, ""));
    decided.addAll(Conditions.phases(before, phase, reason));
    return this;
  }

  StatusDraft dataset(boolean ready, String reason, String message) {
    decided.add(Conditions.condition(DATASET_READY, ready, reason, message));
    return this;
  }

  /** Says conditions beside the summary. */
  StatusDraft decide(List<Condition> conditions) {
    decided.addAll(conditions);
    return this;
  }

  /** Whether the conditions say what is waited for, not how the last run ended. */
  boolean waiting() {
    return "Waiting".equals(phase)
        || Conditions.find(before, Conditions.READY)
            .filter(ready -> ready.reason().equals(Runs.SUSPENDED))
            .isPresent();
  }

  /** Puts the run that was there into the history, in favour of another. */
  StatusDraft begin(Run next, List<Attempt> first) {
    Run last = run;
    if (last != null) {
      var all = new ArrayList<Run>();
      all.add(last);
      all.addAll(history);
      history = List.copyOf(all.subList(0, Math.min(all.size(), Expiry.runs(tj.getSpec().ttl()))));
    }
    run = next;
    attempts = first;
    return this;
  }

  /** Adds an attempt, or replaces the one of the same number. */
  StatusDraft attempt(Attempt attempt) {
    var all = new ArrayList<Attempt>();
    attempts.stream().filter(a -> a.number() != attempt.number()).forEach(all::add);
    all.add(attempt);
    attempts = List.copyOf(all.subList(Math.max(0, all.size() - LONGEST_LIST), all.size()));
    return this;
  }

  TrainingJobStatus build() {
    var kept = before.stream().filter(c -> usesDataset || !c.type().equals(DATASET_READY)).toList();
    var all = new ArrayList<>(decided);
    RunSchedule.condition(
            tj.getSpec(), run, Conditions.find(before, RunSchedule.SCHEDULED).isPresent())
        .ifPresent(all::add);
    if (run == null || !run.state().equals(Runs.RUNNING)) {
      all.addAll(QueueConditions.left(before, decided));
    }
    boolean suspended = SuspendPlan.suspended(tj.getSpec());
    if (suspended) {
      all.add(
          Conditions.condition(
              Runs.SUSPENDED, true, Runs.SUSPENDED, "nothing starts: spec.suspend is set"));
    } else if (Conditions.find(before, Runs.SUSPENDED).isPresent()) {
      all.add(Conditions.condition(Runs.SUSPENDED, false, "Resumed", "spec.suspend is not set"));
    }
    var conditions = Conditions.merge(kept, all, generation, now);
    return TrainingJobStatusBuilder.builder()
        .observedGeneration(generation)
        .phase(suspended ? Runs.SUSPENDED : phase)
        .run(run)
        .attempts(attempts)
        .history(history)
        .lastVersion(lastVersion)
        .snapshotRequest(snapshotRequest)
        .handledRequest(handledRequest)
        .handledUntil(handledUntil)
        .conditions(conditions)
        .runHandled(runHandled)
        .metric(HeadlineMetric.of(tj.getSpec(), run))
        .build();
  }
}
