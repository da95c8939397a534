package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a TrainingJob. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TrainingJobStatus(
    @JsonPropertyDescription("The generation of the spec that this status answers.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            "Waiting, Queued, Pending, Initializing, Running, Publishing, Retrying, Suspended, Succeeded or"
                + " Failed.")
        @Nullable String phase,
    @JsonPropertyDescription("The run that is under way or ended last.") @Nullable Run run,
    @JsonPropertyDescription("Attempts of this run, oldest first; the last 10.")
        List<Attempt> attempts,
    @JsonPropertyDescription(
            "Runs that ended before it, newest first; as many as spec.ttl.runs says.")
        List<Run> history,
    @JsonPropertyDescription("The highest ModelVersion number that was given out.")
        @Nullable Long lastVersion,
    @JsonPropertyDescription("A fresh snapshot that this job asks of its Dataset.")
        @Nullable SnapshotRequest snapshotRequest,
    @JsonPropertyDescription("The id of the last retrain request that was answered.")
        @Nullable String handledRequest,
    @JsonPropertyDescription("Retrain requests made up to this moment are answered (RFC 3339).")
        @Nullable String handledUntil,
    @JsonPropertyDescription("The conditions.") List<Condition> conditions,
    @JsonPropertyDescription("The value of the annotation slipway.dev/run that was answered last.")
        @Nullable String runHandled,
    @JsonPropertyDescription(
            "One metric of the run, such as auc=0.741: the first that a gate names, else the first by name.")
        @Nullable String metric)
    implements Conditioned {

  public TrainingJobStatus {
    attempts = attempts == null ? List.of() : List.copyOf(attempts);
    history = history == null ? List.of() : List.copyOf(history);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** One run: an attempt, or several, to make a model from the same inputs. */
  @RecordBuilder
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Run(
      @JsonPropertyDescription("The first 10 characters of the digest.") String name,
      @JsonPropertyDescription("sha256:<hex> over template or job, parameters and snapshot.")
          String digest,
      @JsonPropertyDescription(
              "Why it started: Created, Changed, Asked, Scheduled, Snapshot or the cause that a Monitor gave.")
          String trigger,
      @JsonPropertyDescription("The generation of the spec that started it.") long generation,
      @JsonPropertyDescription("The Dataset.") @Nullable String dataset,
      @JsonPropertyDescription("The snapshot that it trains on.") @Nullable Snapshot snapshot,
      @JsonPropertyDescription("The number of the attempt under way, or of the last one.")
          int attempt,
      @JsonPropertyDescription("How many of its attempts have failed, without disruptions.")
          int failures,
      @JsonPropertyDescription("How many of its attempts the cluster has ended.") int disruptions,
      @JsonPropertyDescription("Running, Retrying, Suspended, Succeeded or Failed.") String state,
      @JsonPropertyDescription("The reason of its end or of the last failure.")
          @Nullable String reason,
      @JsonPropertyDescription("When it started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt,
      @JsonPropertyDescription("When the next attempt starts (RFC 3339).") @Nullable String retryAt,
      @JsonPropertyDescription("The last value of each metric that the training code reported.")
          @Nullable Map<String, Double> metrics,
      @JsonPropertyDescription("The ModelVersion that came of it.") @Nullable String modelVersion,
      @JsonPropertyDescription("Its number among the runs of this TrainingJob, from 1.")
          long number,
      @JsonPropertyDescription(
              "What the training code of the attempt under way has reported; asked every 10 s.")
          @Nullable TrainingProgress progress,
      @JsonPropertyDescription("How far its search is, or its cross-validation.")
          @Nullable SearchProgress search) {}

  /** One attempt of a run. */
  @RecordBuilder
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Attempt(
      @JsonPropertyDescription("Its number within the run, from 1.") int number,
      @JsonPropertyDescription("The Job that did it, or the job of another operator.") String job,
      @JsonPropertyDescription(
              "Running, Succeeded, AppError, OOMKilled, ImagePull, InvalidPod, Unschedulable,"
                  + " QuotaExceeded, Forbidden, Requeued, Preempted, Evicted, NodeLost, StorageExceeded, PodLost, Deadline, Stalled,"
                  + " FetchFailed, NoModel, PublishFailed, EngineFailed, Suspended or Superseded.")
          String reason,
      @JsonPropertyDescription(
              "What happened, for a person, with the end of what the training container has said.")
          @Nullable String message,
      @JsonPropertyDescription("The exit code of the training container.")
          @Nullable Integer exitCode,
      @JsonPropertyDescription("The node it ran on.") @Nullable String node,
      @JsonPropertyDescription("When it started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt,
      @JsonPropertyDescription(
              "The memory limit of the training container, when spec.retry.memory has raised it.")
          @Nullable String memory,
      @JsonPropertyDescription("The last checkpoint that it has brought into the store.")
          @Nullable Checkpoint checkpoint,
      @JsonPropertyDescription(
              "How often its queue has stopped it; it waited and went on then, and each counts as a"
                  + " disruption of the run.")
          @Nullable Integer preemptions,
      @JsonPropertyDescription(
              "What the processes of its first pod have used, where the template shares its process namespace.")
          @Nullable ResourceUse resources) {}

  /** A wish for a snapshot that is at least as new as a moment. */
  public record SnapshotRequest(
      @JsonPropertyDescription("The Dataset.") String dataset,
      @JsonPropertyDescription("The snapshot must be prepared after this moment (RFC 3339).")
          String notBefore,
      @JsonPropertyDescription("Why it is wanted.") String reason) {}
}
