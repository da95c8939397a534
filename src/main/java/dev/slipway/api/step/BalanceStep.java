package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Brings the classes of the train part to like numbers of rows. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(value = "!has(self.ratio) || self.ratio > 0.0", message = "`ratio` must be above 0")
public record BalanceStep(
    @Required
        @Size(min = 1, max = 256)
        @JsonPropertyDescription("The column of classes; at most 1,000.")
        String column,
    @Required
        @JsonPropertyDescription(
            "Over repeats rows of the smaller classes, Under leaves out rows of the larger ones. Only the train part changes.")
        By by,
    @Nullable
        @Min(0)
        @Max(1)
        @JsonPropertyDescription(
            "How many rows the smallest class has for one of the largest at least; 1 when not given.")
        Double ratio,
    @Nullable
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Text that is hashed with the row; another salt chooses other rows.")
        String salt) {
  /** How numbers are brought alike. */
  public enum By {
    Over,
    Under
  }
}
