package dev.slipway.dataset;

import static dev.slipway.status.Conditions.Summary.READY;
import static dev.slipway.status.Conditions.Summary.RECONCILING;

import dev.slipway.api.Condition;
import dev.slipway.api.Dataset;
import dev.slipway.api.DatasetStatus;
import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.api.DatasetStatus.Poll;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.DatasetStatus.Pruning;
import dev.slipway.api.Snapshot;
import dev.slipway.status.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The next status while it is being decided: the last one, with changes. */
final class StatusDraft {
  static final String SOURCES_READY = "SourcesReady";
  static final String SCHEMA_COMPATIBLE = "SchemaCompatible";
  static final String SCHEDULED = "Scheduled";
  static final String VALIDATED = "Validated";

  private static final int LONGEST_LIST = 10;

  private final List<Condition> before;
  private final List<Condition> decided = new ArrayList<>();
  private final long generation;
  private final Instant now;
  private final boolean changed;

  @Nullable String phase;
  @Nullable Snapshot snapshot;
  List<Snapshot> history;
  @Nullable Preparation preparation;
  List<FailedExpectation> failedExpectations;
  @Nullable Long quarantinedRows;
  @Nullable String refreshHandled;
  List<Hint> hints;
  @Nullable String sourceRevision;
  @Nullable Poll poll;
  @Nullable Pruning pruning;
  private @Nullable Long removedSnapshots;
  private @Nullable Long reclaimedBytes;

  /** What the sources are now, when a look has shown that they are not what was prepared. */
  @Nullable String changedSources;

  StatusDraft(Dataset dataset, DatasetStatus last, Instant now) {
    this.generation = dataset.getMetadata().getGeneration();
    this.now = now;
    Long seen = last.observedGeneration();
    this.changed = seen != null && seen < generation;
    this.before = last.conditions();
    this.phase = last.phase();
    this.snapshot = last.snapshot();
    this.history = last.history();
    this.preparation = last.preparation();
    this.failedExpectations = last.failedExpectations();
    this.quarantinedRows = last.quarantinedRows();
    this.refreshHandled = last.refreshHandled();
    this.hints = last.hints();
    this.sourceRevision = last.sourceRevision();
    this.poll = last.poll();
    this.pruning = last.pruning();
    this.removedSnapshots = last.removedSnapshots();
    this.reclaimedBytes = last.reclaimedBytes();
  }

  StatusDraft summary(Conditions.Summary summary, String phase, String reason, String message) {
    this.phase = phase;
    decided.addAll(Conditions.summary(summary, reason, message));
    return this;
  }

  /** Whether the last preparation failed and the spec has changed since, in its resources say. */
  boolean retryable() {
    return changed && "Failed".equals(phase);
  }

  /** Says when the next preparation is due. */
  StatusDraft scheduled(@Nullable Instant due) {
    boolean said = Conditions.find(before, SCHEDULED).isPresent();
    if (due != null) {
      return condition(SCHEDULED, true, "Scheduled", "the next preparation is due at " + due);
    }
    return said ? condition(SCHEDULED, false, "NotScheduled", "spec.schedule is not set") : this;
  }

  StatusDraft condition(String type, boolean holds, String reason, String message) {
    decided.add(Conditions.condition(type, holds, reason, message));
    return this;
  }

  /** An attempt is under way. */
  StatusDraft preparing(Preparation preparation) {
    return summary(
        RECONCILING,
        "Preparing",
        "Preparing",
        "preparation %d (%s), attempt %d"
            .formatted(preparation.number(), preparation.trigger(), preparation.attempt()));
  }

  /** Says what an attempt waits for, once: the kubelet words it anew with every try. */
  StatusDraft trouble(String reason, String message) {
    boolean said =
        Conditions.find(before, Conditions.READY)
            .filter(ready -> ready.reason().equals(reason))
            .isPresent();
    return said ? this : summary(RECONCILING, "Preparing", reason, message);
  }

  /** A snapshot has been made of so many sources. */
  StatusDraft prepared(PreparationOutcome.Done result, int sources) {
    failedExpectations = result.failedExpectations();
    quarantinedRows = result.quarantined() == 0 ? null : result.quarantined();
    hints = result.hints();
    int failed = failedExpectations.size();
    String unmet = failed + " expectations are not met; see status.failedExpectations";
    return condition(
            SOURCES_READY,
            true,
            "Loaded",
            sources == 1 ? "the source was read" : "all " + sources + " sources were read")
        .condition(
            SCHEMA_COMPATIBLE, true, "Compatible", "the columns are as schemaEvolution allows")
        .condition(
            VALIDATED,
            true,
            failed == 0 ? "Met" : "Warnings",
            failed == 0 ? "every expectation is met" : unmet)
        .summary(
            READY, "Ready", "Prepared", Preparations.summary(result.snapshot(), sources) + looks());
  }

  private String looks() {
    int many = hints.size();
    return many == 0 ? "" : "; " + many + (many == 1 ? " hint" : " hints") + ", see status.hints";
  }

  /** A preparation begins: what a look has seen is answered, however the preparation ends. */
  void sourcesHandled() {
    if (changedSources != null) {
      sourceRevision = changedSources;
    }
  }

  /** Old snapshots were removed. */
  StatusDraft removed(int snapshots, long bytes) {
    removedSnapshots = (removedSnapshots == null ? 0 : removedSnapshots) + snapshots;
    reclaimedBytes = (reclaimedBytes == null ? 0 : reclaimedBytes) + bytes;
    return condition(
        PruningPolicy.PRUNED,
        true,
        "Pruned",
        String.format(
            Locale.ROOT,
            "%,d snapshots removed so far, %,d bytes freed",
            removedSnapshots,
            reclaimedBytes));
  }

  /** What a failure says of sources and expectations; what it does not say stays as it was. */
  StatusDraft failed(PreparationOutcome.Broke why) {
    if (why.reason().startsWith("Source")) {
      return condition(SOURCES_READY, false, why.reason(), why.message());
    }
    if (why.reason().equals("SchemaChanged")) {
      return condition(SCHEMA_COMPATIBLE, false, why.reason(), why.message());
    }
    if (why.reason().equals("ExpectationFailed")) {
      failedExpectations = why.failedExpectations();
      return condition(VALIDATED, false, why.reason(), why.message());
    }
    return this;
  }

  /** Makes a snapshot the current one; another one before it goes into the history. */
  StatusDraft current(Snapshot next) {
    Snapshot last = snapshot;
    if (last != null && !last.digest().equals(next.digest())) {
      var all = new ArrayList<Snapshot>();
      all.add(last);
      history.stream().filter(old -> !old.digest().equals(next.digest())).forEach(all::add);
      history = List.copyOf(all.subList(0, Math.min(all.size(), LONGEST_LIST)));
    }
    snapshot = next;
    return this;
  }

  DatasetStatus build() {
    List<Condition> conditions = Conditions.merge(before, decided, generation, now);
    return new DatasetStatus(
        generation,
        phase,
        snapshot,
        history,
        preparation,
        failedExpectations,
        quarantinedRows,
        refreshHandled,
        hints,
        sourceRevision,
        poll,
        pruning,
        removedSnapshots,
        reclaimedBytes,
        conditions);
  }
}
