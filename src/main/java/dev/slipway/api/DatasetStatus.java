package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a Dataset. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record DatasetStatus(
    @JsonPropertyDescription("The generation of the spec that this status answers.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Waiting, Preparing, Ready or Failed.") @Nullable String phase,
    @JsonPropertyDescription("The last good snapshot; a failed preparation never replaces it.")
        @Nullable Snapshot snapshot,
    @JsonPropertyDescription("Snapshots before it, newest first; at most 10.")
        List<Snapshot> history,
    @JsonPropertyDescription("The preparation that runs now or ran last.")
        @Nullable Preparation preparation,
    @JsonPropertyDescription("Expectations that the last preparation did not meet; at most 20.")
        List<FailedExpectation> failedExpectations,
    @JsonPropertyDescription(
            "Rows that the last preparation set aside (severity Quarantine); they lie beside the snapshot in quarantine/.")
        @Nullable Long quarantinedRows,
    @JsonPropertyDescription(
            "The value of the annotation slipway.dev/refresh that was answered last.")
        @Nullable String refreshHandled,
    @JsonPropertyDescription(
            "What of the current snapshot deserves a look, the gravest first; at most 10. Its report.html has all of them.")
        List<Hint> hints,
    @JsonPropertyDescription(
            "What the sources were when they were prepared last, as far as it can be told without reading them; with onChange.")
        @Nullable String sourceRevision,
    @JsonPropertyDescription("The look at the sources that is under way or was the last.")
        @Nullable Poll poll,
    @JsonPropertyDescription("The removal of old snapshots that is under way or was the last.")
        @Nullable Pruning pruning,
    @JsonPropertyDescription("Snapshots that were removed since the Dataset exists.")
        @Nullable Long removedSnapshots,
    @JsonPropertyDescription("Bytes in the store that their removal has freed.")
        @Nullable Long reclaimedBytes,
    @JsonPropertyDescription("The conditions.") List<Condition> conditions)
    implements Conditioned {

  public DatasetStatus {
    history = history == null ? List.of() : List.copyOf(history);
    failedExpectations = failedExpectations == null ? List.of() : List.copyOf(failedExpectations);
    hints = hints == null ? List.of() : List.copyOf(hints);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** One preparation of a snapshot. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Preparation(
      @JsonPropertyDescription("Its number, from 1.") long number,
      @JsonPropertyDescription("The attempt's number within the preparation, from 1.") int attempt,
      @JsonPropertyDescription("The Job that does it.") String job,
      @JsonPropertyDescription("The digest of the spec that it follows.") String specDigest,
      @JsonPropertyDescription(
              "Why it started: SpecChanged, SourceChanged, Requested, Scheduled or Asked.")
          String trigger,
      @JsonPropertyDescription("When it started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt,
      @JsonPropertyDescription(
              "How far it is, while it runs; written every 10 seconds at first and more seldom later, and only where the operator can reach its pod.")
          @Nullable Progress progress) {}

  /** A look at the sources. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Poll(
      @JsonPropertyDescription("Its number, from 1.") long number,
      @JsonPropertyDescription("The Job that does it.") String job,
      @JsonPropertyDescription("When it started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt) {}

  /** A removal of old snapshots. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Pruning(
      @JsonPropertyDescription("Its number, from 1.") long number,
      @JsonPropertyDescription("The Job that does it.") String job,
      @JsonPropertyDescription("The digest of what it keeps.") String keeps,
      @JsonPropertyDescription("When it started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt,
      @JsonPropertyDescription("When the next snapshot is too old (RFC 3339).")
          @Nullable String nextExpiry) {}

  /** Something that deserves a look; it stops nothing. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Hint(
      @JsonPropertyDescription("Leakage, DuplicateAcrossSplits, ClassImbalance or Changed.")
          String kind,
      @JsonPropertyDescription("The column, when it is about one.") @Nullable String column,
      @JsonPropertyDescription("What was found.") String message) {}

  /** An expectation that was not met. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FailedExpectation(
      @JsonPropertyDescription("The expectation in words.") String expectation,
      @JsonPropertyDescription("Fail, Warn or Quarantine.") String severity,
      @JsonPropertyDescription("What was found.") String found) {}
}
