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

/** Adds what other rows before a row hold. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.lag) || has(self.rolling)",
    message = "window needs `lag`, `rolling` or both")
public record WindowStep(
    @Nullable
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("Only rows that are equal in these columns see each other.")
        List<String> by,
    @Required
        @Size(min = 1, max = 256)
        @JsonPropertyDescription(
            "The column that orders rows; equal ones are ordered by their content.")
        String orderBy,
    @Nullable @Size(min = 1, max = 64) @JsonPropertyDescription("Values of rows before.")
        List<Lag> lag,
    @Nullable @Size(min = 1, max = 64) @JsonPropertyDescription("Figures over the last rows.")
        List<Rolling> rolling) {
  /** The value of a row before. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Lag(
      @Required @Size(min = 1, max = 256) @JsonPropertyDescription("Which column.") String column,
      @Nullable
          @Min(1)
          @Max(100000)
          @JsonPropertyDescription("How many rows before; 1 when not given.")
          Integer rows,
      @Required @Size(min = 1, max = 256) @JsonPropertyDescription("The name of the new column.")
          String as) {}

  /** A figure over the last rows. */
  public record Rolling(
      @Required @Size(min = 1, max = 256) @JsonPropertyDescription("Which column.") String column,
      @Required @Min(1) @Max(1000) @JsonPropertyDescription("How many rows, this one among them.")
          Integer rows,
      @Required @JsonPropertyDescription("What is computed; missing values do not count.")
          Function function,
      @Required @Size(min = 1, max = 256) @JsonPropertyDescription("The name of the new column.")
          String as) {}

  /** What can be computed of the last rows; StandardDeviation is that of a sample (n - 1). */
  public enum Function {
    Count,
    Sum,
    Mean,
    StandardDeviation,
    Min,
    Max
  }
}
