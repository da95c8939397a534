package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is watched, when it is bad, and what then happens. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "duration(self.window) >= duration('10s') && duration(self.window) <= duration('24h')",
    message = "window must lie between 10s and 24h")
@ValidationRule(
    value =
        "duration(self.window).getSeconds() % (duration(self.window) > duration('1h') ? 600 : 10) == 0",
    message = "window must be a multiple of 10s, above 1h a multiple of 10m")
@ValidationRule(
    value = "has(self.drift) || has(self.quality) || has(self.performance) || has(self.service)",
    message = "a Monitor needs something to watch: drift, quality, performance or service")
@ValidationRule(
    value =
        "!has(self.retrain) || ((!('Drift' in self.retrain.when) || has(self.drift)) &&"
            + " (!('Quality' in self.retrain.when) || has(self.quality)) &&"
            + " (!('Performance' in self.retrain.when) || has(self.performance)))",
    message = "retrain.when names something that this Monitor does not watch")
public record MonitorSpec(
    @Required @JsonPropertyDescription("The Slipway Deployment that is watched.") String deployment,
    @Required
        @Pattern(Durations.PATTERN)
        @Size(min = 2, max = 21)
        @JsonPropertyDescription(
            "The length of a window; windows follow each other without gap, from the full hour on"
                + " (UTC). A multiple of 10s; above 1h, a multiple of 10m.")
        String window,
    @Min(1)
        @JsonPropertyDescription(
            "A window with fewer rows is not judged (SufficientData=False); 300 when not given.")
        @Nullable Long minSamples,
    @JsonPropertyDescription("Whether the inputs still look like the training data.")
        @Nullable Drift drift,
    @JsonPropertyDescription("Whether the inputs are complete and known.")
        @Nullable Quality quality,
    @JsonPropertyDescription("Whether the predictions are still right, judged by labels.")
        @Nullable Performance performance,
    @JsonPropertyDescription("Whether the service answers well.") @Nullable Service service,
    @Size(max = 16) @JsonPropertyDescription("Who is told when an alert starts or ends.")
        List<Alert> alerts,
    @JsonPropertyDescription("When a better model is asked for.") @Nullable Retrain retrain) {

  public MonitorSpec {
    alerts = alerts == null ? List.of() : List.copyOf(alerts);
  }

  /** In how many of the last windows a fault must show before it alerts. */
  @ValidationRule(value = "self.windows <= self.of", message = "windows must not exceed of")
  public record AlertAfter(
      @Required @Min(1) @Max(10) @JsonPropertyDescription("Windows with the fault.")
          Integer windows,
      @Required @Min(1) @Max(10) @JsonPropertyDescription("Of the last so many judged windows.")
          Integer of) {}

  /**
   * Drift by the population stability index over the baseline's frozen bins. A column drifts when
   * its PSI exceeds both the threshold and what chance makes of so few rows.
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Drift(
      @JsonPropertyDescription("The PSI that is too much; 0.2 when not given.") @Nullable @Min(0)
          Double threshold,
      @JsonPropertyDescription("The columns that are judged; every feature when not given.")
          @Nullable
          @Size(min = 1, max = 100)
          List<String> columns,
      @JsonPropertyDescription("When it alerts; after 2 of 3 windows when not given.")
          @Nullable AlertAfter alertAfter) {}

  /** Missing and unknown values. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Quality(
      @JsonPropertyDescription(
              "How much a column's share of missing values may exceed the baseline's; 0.05 when not given.")
          @Nullable
          @Min(0)
          @Max(1)
          Double maxNullIncrease,
      @JsonPropertyDescription(
              "The share of a column's values that the baseline does not know; 0.01 when not given.")
          @Nullable
          @Min(0)
          @Max(1)
          Double maxUnseen,
      @JsonPropertyDescription("When it alerts; after 2 of 3 windows when not given.")
          @Nullable AlertAfter alertAfter) {}

  /** Quality of predictions, once their labels are known. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.min) || has(self.max)",
      message = "performance needs min or max")
  @ValidationRule(
      value =
          "self.metric in ['auc', 'accuracy', 'precision', 'recall', 'f1', 'logLoss', 'macroF1', 'rmse', 'mae', 'r2']",
      message =
          "metric must be one of auc, accuracy, precision, recall, f1, logLoss, macroF1, rmse, mae, r2")
  public record Performance(
      @Required
          @JsonPropertyDescription(
              "auc, accuracy, precision, recall, f1, logLoss, macroF1, rmse, mae or r2.")
          String metric,
      @JsonPropertyDescription("The least value that is good.") @Nullable Double min,
      @JsonPropertyDescription("The greatest value that is good.") @Nullable Double max,
      @JsonPropertyDescription("Fewer labels are not judged; 100 when not given.") @Nullable @Min(1)
          Long minLabels,
      @JsonPropertyDescription(
              "How far back captured predictions are judged; the last 10 windows when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String lookback) {}

  /** Quality of the service. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.maxErrorRate) || has(self.maxLatencyP99Seconds)",
      message = "service needs maxErrorRate or maxLatencyP99Seconds")
  public record Service(
      @JsonPropertyDescription("The share of requests that may fail.") @Nullable @Min(0) @Max(1)
          Double maxErrorRate,
      @JsonPropertyDescription("The time within which 99 of 100 requests are answered, in seconds.")
          @Nullable
          @Min(0)
          Double maxLatencyP99Seconds,
      @JsonPropertyDescription("When it alerts; after 2 of 3 windows when not given.")
          @Nullable AlertAfter alertAfter) {}

  /** Someone who is told. */
  public record Alert(@Required @JsonPropertyDescription("An HTTP endpoint.") Webhook webhook) {}

  /** An HTTP endpoint that a small Job posts a CloudEvent to. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.url) != has(self.secretName)",
      message = "a webhook needs url or secretName")
  public record Webhook(
      @Pattern("^https?://.+$") @Size(max = 2048) @JsonPropertyDescription("Its address.")
          @Nullable String url,
      @JsonPropertyDescription("A Secret with key url, when the address is confidential.")
          @Nullable String secretName) {}

  /** When a better model is asked for. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Retrain(
      @Required
          @JsonPropertyDescription(
              "The TrainingJob that is asked for a run on a fresh snapshot of its Dataset.")
          String trainingJob,
      @Required @Size(min = 1, max = 3) @JsonPropertyDescription("The alerts that ask for it.")
          List<Cause> when,
      @JsonPropertyDescription("The least time between two requests; 24h when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String cooldown,
      @JsonPropertyDescription("How many requests there may be; 3 in 168h when not given.")
          @Nullable Budget budget) {
    /** What asks for a better model. */
    public enum Cause {
      Drift,
      Quality,
      Performance
    }
  }

  /** A number of runs in a time. */
  public record Budget(
      @Required @Min(1) @Max(100) @JsonPropertyDescription("How many.") Integer runs,
      @Required @Pattern(Durations.PATTERN) @JsonPropertyDescription("In what time.") String per) {}
}
