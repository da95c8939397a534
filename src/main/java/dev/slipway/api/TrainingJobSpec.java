package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.crd.generator.annotation.SchemaFrom;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The code, the parameters and the data that a model comes from. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "!has(self.parameters) || self.parameters.all(k, k.matches('^[a-zA-Z][a-zA-Z0-9_]{0,62}$'))",
    message = "a parameter's name is letters, digits and underscores, and begins with a letter")
@ValidationRule(
    value = "!has(self.triggers) || !has(self.triggers.onSnapshot) || has(self.dataset)",
    message = "triggers.onSnapshot needs a dataset")
@ValidationRule(
    value =
        "!has(self.triggers) || !has(self.triggers.timeZone) || has(self.triggers.schedule)",
    message = "triggers.timeZone belongs to triggers.schedule")
@ValidationRule(
    value = "self.model == oldSelf.model",
    message = "model is immutable: create another TrainingJob for another model")
public record TrainingJobSpec(
    @JsonPropertyDescription("What people must know of the model; copied to its ModelVersions.")
        @Nullable Documentation documentation,
    @Required
        @Pattern("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")
        @Size(max = 40)
        @JsonPropertyDescription("The line of ModelVersions that runs add to: <model>-v<N>.")
        String model,
    @JsonPropertyDescription("The Dataset to train on; none when the image brings its data.")
        @Nullable String dataset,
    @JsonPropertyDescription("What starts a new run beside a change of template or parameters.")
        @Nullable Triggers triggers,
    @Required
        @SchemaFrom(type = PodTemplateShape.class)
        @JsonPropertyDescription(
            "A pod template. Its first container trains; the others run beside it as sidecars. The"
                + " contract: data in $SLIPWAY_DATA, parameters in $SLIPWAY_PARAM_<NAME> and the JSON"
                + " file $SLIPWAY_PARAMETERS, the model written into the folder $SLIPWAY_MODEL,"
                + " metrics as JSON lines {\"name\",\"value\"} into the file $SLIPWAY_METRICS.")
        JsonNode template,
    @JsonPropertyDescription("Parameters of the training code.") Map<String, String> parameters,
    @JsonPropertyDescription("How often a failed attempt is tried again.") @Nullable Retry retry,
    @JsonPropertyDescription("How long an attempt may take.") @Nullable Deadlines deadlines,
    @JsonPropertyDescription("How the resulting ModelVersion is validated and approved.")
        @Nullable Validation validation,
    @JsonPropertyDescription(
            "Stops the attempt that is under way, and nothing starts until this is taken back. Then the run goes on with"
                + " its next attempt; the stopped one does not count as a failure.")
        @Nullable Boolean suspend) {

  public TrainingJobSpec {
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }

  /** What starts a new run beside a change of template or parameters. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Triggers(
      @JsonPropertyDescription("A new snapshot of the dataset starts a run; false when not given.")
          @Nullable Boolean onSnapshot,
      @Size(min = 9, max = 100)
          @JsonPropertyDescription(
              "When to run with the data as it is then: minute, hour, day of the month, month, day of the week, as for a"
                  + " CronJob. A model of equal inputs is reused. Never two at once; of missed times one is caught up.")
          @Nullable String schedule,
      @Pattern("^[A-Za-z][A-Za-z0-9_+/-]{1,63}$")
          @JsonPropertyDescription(
              "The time zone of the schedule, such as Europe/Berlin; UTC when not given.")
          @Nullable String timeZone) {}

  /** How often a failed attempt is tried again. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Retry(
      @JsonPropertyDescription("How many failures are retried; 2 when not given.")
          @Nullable
          @Min(0)
          @Max(100)
          Integer failures,
      @JsonPropertyDescription(
              "The pause before the first retry; it doubles each time, up to 10m. 10s when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String backoff) {}

  /** How long an attempt may take. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Deadlines(
      @JsonPropertyDescription(
              "From the attempt's start until its container runs: scheduling, image, data. 1h when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String pending,
      @JsonPropertyDescription("From the attempt's start to its end; 24h when not given.")
          @Nullable
          @Pattern(Durations.PATTERN)
          String running) {}
}
