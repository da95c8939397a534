package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Limits values to a range. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(self.by == 'Range') == (has(self.min) || has(self.max))",
    message = "clip needs `min`, `max` or both with Range, and only then")
@ValidationRule(
    value = "(self.by == 'Quantile') == (has(self.lower) || has(self.upper))",
    message = "clip needs `lower`, `upper` or both with Quantile, and only then")
@ValidationRule(
    value = "!has(self.factor) || self.by == 'IQR'",
    message = "`factor` belongs to a clip by IQR")
@ValidationRule(
    value = "!has(self.min) || !has(self.max) || self.min <= self.max",
    message = "`min` must not be above `max`")
@ValidationRule(
    value = "!has(self.lower) || !has(self.upper) || self.lower < self.upper",
    message = "`lower` must be below `upper`")
public record ClipStep(
    @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The columns to clip; numbers.")
        List<String> columns,
    @Required
        @JsonPropertyDescription(
            "What decides the range: Range (`min` and `max`), Quantile (`lower` and `upper`, of the train part) or IQR (`factor` interquartile ranges below the first and above the third quartile of the train part).")
        By by,
    @Nullable @JsonPropertyDescription("For Range: the least value.") Double min,
    @Nullable @JsonPropertyDescription("For Range: the greatest value.") Double max,
    @Nullable
        @Min(0)
        @Max(1)
        @JsonPropertyDescription("For Quantile: the share of values below the range.")
        Double lower,
    @Nullable
        @Min(0)
        @Max(1)
        @JsonPropertyDescription("For Quantile: the share of values up to the end of the range.")
        Double upper,
    @Nullable @Min(0) @JsonPropertyDescription("For IQR: 1.5 when not given.") Double factor) {
  /** What decides the range. */
  public enum By {
    Range,
    Quantile,
    IQR
  }
}
