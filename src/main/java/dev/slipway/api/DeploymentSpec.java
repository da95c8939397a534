package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import org.jspecify.annotations.Nullable;

/** Which model serves, on what, and how many of it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.replicas) || !has(self.autoscale)",
    message = "give replicas or autoscale, not both: with autoscale the HPA owns the replicas")
@ValidationRule(
    value = "self.model == oldSelf.model",
    message = "model is immutable: create another Deployment for another model")
@ValidationRule(
    value =
        "!has(self.version) || self.version == 'LatestApproved' || self.version.startsWith(self.model + '-v')",
    message = "version must be LatestApproved or a ModelVersion of this model: <model>-v<N>")
public record DeploymentSpec(
    @Required
        @Pattern("^[a-z]([-a-z0-9]{0,38}[a-z0-9])?$")
        @Size(max = 40)
        @JsonPropertyDescription("The line of ModelVersions that serves.")
        String model,
    @Size(max = 63)
        @JsonPropertyDescription(
            "LatestApproved (the default): every newly approved version is rolled out. Or the name"
                + " of a ModelVersion.")
        @Nullable String version,
    @Required @JsonPropertyDescription("What serves the model.") Runtime runtime,
    @SpecReplicas
        @Min(0)
        @Max(1000)
        @JsonPropertyDescription("How many pods serve; 1 when not given.")
        @Nullable Integer replicas,
    @JsonPropertyDescription("A HorizontalPodAutoscaler that owns the number of pods.")
        @Nullable Autoscale autoscale,
    @JsonPropertyDescription("Which requests are kept for evaluation and retraining.")
        @Nullable Capture capture,
    @Pattern(Durations.PATTERN)
        @JsonPropertyDescription(
            "How long a new revision may take to become available before it is given up; 10m when"
                + " not given. The revision before it serves on.")
        @Nullable String progressDeadline) {

  /** The value of {@code version} that follows approvals. */
  public static final String LATEST_APPROVED = "LatestApproved";

  /** Bounds and target of a HorizontalPodAutoscaler. */
  @ValidationRule(value = "self.min <= self.max", message = "min must not exceed max")
  public record Autoscale(
      @Required @Min(1) @Max(1000) @JsonPropertyDescription("The least number of pods.")
          Integer min,
      @Required @Min(1) @Max(1000) @JsonPropertyDescription("The greatest number of pods.")
          Integer max,
      @Required
          @Min(1)
          @Max(1000)
          @JsonPropertyDescription("The aim: average CPU use in percent of what is requested.")
          Integer cpuPercent) {}

  /** Which requests are kept. */
  public record Capture(
      @Required
          @Min(0)
          @Max(1)
          @JsonPropertyDescription(
              "The share of requests that is kept, chosen by the request's id.")
          Double sample) {}
}
