package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a Monitor sees, and what it asks for. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record MonitorStatus(
    @JsonPropertyDescription("The generation of the spec that this status answers.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("Waiting, Watching, Alerting or Retraining.") @Nullable String phase,
    @JsonPropertyDescription("The ModelVersion whose baseline the traffic is compared with.")
        @Nullable String modelVersion,
    @JsonPropertyDescription("The last windows, newest first; at most 10.") List<Window> windows,
    @JsonPropertyDescription("The quality of the predictions, from labels.")
        @Nullable PerformanceResult performance,
    @JsonPropertyDescription("The evaluation that runs now or ran last.")
        @Nullable Evaluation evaluation,
    @JsonPropertyDescription("Alerts that are on.") List<ActiveAlert> alerts,
    @JsonPropertyDescription("The last request for a better model.")
        @Nullable RetrainRequest retrainRequest,
    @JsonPropertyDescription("When requests were made, newest first, for cool-down and budget.")
        List<String> requestTimes,
    @JsonPropertyDescription("The conditions.") List<Condition> conditions)
    implements Conditioned {

  public MonitorStatus {
    windows = windows == null ? List.of() : List.copyOf(windows);
    alerts = alerts == null ? List.of() : List.copyOf(alerts);
    requestTimes = requestTimes == null ? List.of() : List.copyOf(requestTimes);
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  /** What was seen in one window. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Window(
      @JsonPropertyDescription("Its start (RFC 3339).") String start,
      @JsonPropertyDescription("Its end (RFC 3339).") String end,
      @JsonPropertyDescription("The ModelVersion that served.") @Nullable String modelVersion,
      @JsonPropertyDescription("Requests.") long requests,
      @JsonPropertyDescription("Requests that failed.") long errors,
      @JsonPropertyDescription("Rows that were predicted.") long samples,
      @JsonPropertyDescription("The 99th percentile of latency, in seconds.")
          @Nullable Double latencyP99Seconds,
      @JsonPropertyDescription("Whether there were a baseline and enough rows to judge.")
          boolean judged,
      @JsonPropertyDescription("The worst columns first; at most 10, and the number of the others.")
          List<ColumnFinding> findings,
      @JsonPropertyDescription("In words: `temp PSI 9.81 (+3)`.") @Nullable String summary,
      @JsonPropertyDescription("Which faults it shows: Drift, Quality, Service.")
          List<String> faults) {
    public Window {
      findings = findings == null ? List.of() : List.copyOf(findings);
      faults = faults == null ? List.of() : List.copyOf(faults);
    }
  }

  /** What was found of one column in one window. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record ColumnFinding(
      @JsonPropertyDescription("The column.") String column,
      @JsonPropertyDescription("Drift, Nulls or Unseen.") String kind,
      @JsonPropertyDescription("The PSI, or the share.") double value,
      @JsonPropertyDescription("What it had to stay below.") double bound) {}

  /** The quality of predictions. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record PerformanceResult(
      @JsonPropertyDescription("The metric.") String metric,
      @JsonPropertyDescription("Its value; none when there were too few labels.")
          @Nullable Double value,
      @JsonPropertyDescription("Predictions with a label.") long labels,
      @JsonPropertyDescription("Captured predictions.") long predictions,
      @JsonPropertyDescription("Labels whose id belongs to no captured prediction.")
          long unknownLabels,
      @JsonPropertyDescription("The ModelVersion that made the predictions.")
          @Nullable String modelVersion,
      @JsonPropertyDescription("When it was computed (RFC 3339).") String time,
      @JsonPropertyDescription("In words: `auc 0.684 (min 0.72)`.") String summary) {}

  /** One evaluation. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Evaluation(
      @JsonPropertyDescription("The end of the window that it covers (RFC 3339).") String until,
      @JsonPropertyDescription("The Job that does it.") String job,
      @JsonPropertyDescription("The ModelVersion whose predictions it judges.") String modelVersion,
      @JsonPropertyDescription("When it started (RFC 3339).") String startedAt,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt) {}

  /** An alert that is on. */
  public record ActiveAlert(
      @JsonPropertyDescription("Drift, Quality, Performance or Service.") String name,
      @JsonPropertyDescription("Since when (RFC 3339).") String since,
      @JsonPropertyDescription("What is wrong.") String message) {}

  /** A request for a better model; the TrainingJob's controller sees it and answers. */
  public record RetrainRequest(
      @JsonPropertyDescription("Its id.") String id,
      @JsonPropertyDescription("The TrainingJob that is asked.") String trainingJob,
      @JsonPropertyDescription("Drift, Quality or Performance.") String cause,
      @JsonPropertyDescription("What was found.") String message,
      @JsonPropertyDescription("When it was made (RFC 3339).") String time) {}
}
