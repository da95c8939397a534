package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes one row of all that agree in some columns. */
public record AggregateStep(
    @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("The columns that rows agree in; they stay.")
        List<String> by,
    @Required @Size(min = 1, max = 256) @JsonPropertyDescription("What is computed of each group.")
        List<Value> columns) {
  /** A computed column. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "self.__function__ == 'Count' || has(self.column)",
      message = "every function but Count needs a `column`")
  public record Value(
      @Required
          @JsonPropertyDescription(
              "What is computed. Missing values do not count; Count without a column counts rows.")
          Function function,
      @Nullable @Size(min = 1, max = 256) @JsonPropertyDescription("Of which column.")
          String column,
      @Required @Size(min = 1, max = 256) @JsonPropertyDescription("The name of the new column.")
          String as) {}

  /** What can be computed of a group; StandardDeviation is that of a sample (n - 1). */
  public enum Function {
    Count,
    CountDistinct,
    Sum,
    Mean,
    StandardDeviation,
    Min,
    Max,
    Median
  }
}
