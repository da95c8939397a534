package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces missing values. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(self.with == 'Constant') == has(self.value)",
    message = "fill needs `value` with Constant, and only then")
@ValidationRule(
    value = "(self.with == 'Previous') == has(self.orderBy)",
    message = "fill needs `orderBy` with Previous, and only then")
@ValidationRule(
    value = "!has(self.by) || self.with == 'Previous'",
    message = "`by` belongs to a fill with Previous")
public record FillStep(
    @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The columns to fill.")
        List<String> columns,
    @Required
        @JsonPropertyDescription(
            "What to fill in. Mean, Median and Mode are those of the train part; Previous is the last value before the row.")
        With with,
    @Nullable @JsonPropertyDescription("The constant, as text; it is cast to the column's type.")
        String value,
    @Nullable
        @Size(min = 1, max = 256)
        @JsonPropertyDescription("For Previous: the column that orders rows.")
        String orderBy,
    @Nullable
        @Size(min = 1, max = 16)
        @JsonPropertyDescription(
            "For Previous: values are taken only from rows that are equal in these columns.")
        List<String> by) {
  /** What is filled in. */
  public enum With {
    Mean,
    Median,
    Mode,
    Constant,
    Previous
  }
}
