package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How rows are divided. A row's part depends on the salted hash of its key alone, so new rows never
 * move old ones, and rows with equal keys stay together.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "self.train + self.test + (has(self.validation) ? self.validation : 0.0) > 0.999 &&"
            + " self.train + self.test + (has(self.validation) ? self.validation : 0.0) < 1.001",
    message = "train, validation and test must add up to 1")
public record Splits(
    @Required @JsonPropertyDescription("How a row's part is chosen.") By by,
    @Required
        @Size(min = 1, max = 8)
        @JsonPropertyDescription("The columns that identify a row; they are not features.")
        List<String> key,
    @Required @Min(0) @Max(1) @JsonPropertyDescription("The share of rows to train on.")
        Double train,
    @Nullable @Min(0) @Max(1) @JsonPropertyDescription("The share of rows to tune on.")
        Double validation,
    @Required
        @Min(0)
        @Max(1)
        @JsonPropertyDescription(
            "The share of rows that models are validated on, and never trained.")
        Double test,
    @JsonPropertyDescription("Text that is hashed with the key; another salt is another division.")
        @Nullable String salt) {

  /** How a row's part is chosen. */
  public enum By {
    Hash
  }
}
