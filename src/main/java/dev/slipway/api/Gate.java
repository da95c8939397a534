package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** A bound that a metric of the validation must keep. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.min) || has(self.max) || has(self.notWorseThan)",
    message = "a gate needs min, max or notWorseThan")
@ValidationRule(
    value = "!has(self.by) || has(self.notWorseThan)",
    message = "by belongs to notWorseThan")
public record Gate(
    @Required
        @JsonPropertyDescription(
            "auc, accuracy, precision, recall, f1, logLoss, macroF1, rmse, mae, r2, agreement,"
                + " latencyP50Seconds, latencyP99Seconds, errorRate, memoryMiB, or a metric of the"
                + " training as train.<name>.")
        String metric,
    @JsonPropertyDescription("The least value that passes.") @Nullable Double min,
    @JsonPropertyDescription("The greatest value that passes.") @Nullable Double max,
    @JsonPropertyDescription(
            "Champion: compared with the approved version before this one, on the same rows; passes"
                + " when there is none.")
        @Nullable Reference notWorseThan,
    @JsonPropertyDescription("How much worse than the champion still passes; 0 when not given.")
        @Nullable
        @Min(0)
        Double by) {

  /** What a metric is compared with. */
  public enum Reference {
    Champion
  }
}
