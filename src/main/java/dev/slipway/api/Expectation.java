package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that must be true of the prepared rows; exactly one check. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.notNull), has(self.unique), has(self.between), has(self.inSet),"
            + " has(self.rowCount)].exists_one(x, x)",
    message = "an expectation needs exactly one of notNull, unique, between, inSet and rowCount")
@ValidationRule(
    value = "has(self.rowCount) != has(self.column)",
    message = "every expectation but rowCount needs a column")
@ValidationRule(
    value = "!has(self.atLeast) || has(self.notNull) || has(self.between) || has(self.inSet)",
    message = "atLeast belongs to notNull, between or inSet")
@ValidationRule(
    value = "!has(self.between) || self.between[0] <= self.between[1]",
    message = "between needs its lower bound first")
@ValidationRule(
    value = "(!has(self.notNull) || self.notNull) && (!has(self.unique) || self.unique)",
    message = "notNull and unique can only be true; leave them out otherwise")
public record Expectation(
    @JsonPropertyDescription("The column that is checked.") @Nullable String column,
    @JsonPropertyDescription("No value is missing.") @Nullable Boolean notNull,
    @JsonPropertyDescription("No value comes twice.") @Nullable Boolean unique,
    @JsonPropertyDescription("Every value that is not missing lies within [lower, upper].")
        @Nullable
        @Size(min = 2, max = 2)
        List<Double> between,
    @JsonPropertyDescription("Every value that is not missing is one of these.")
        @Nullable
        @Size(min = 1, max = 1024)
        List<String> inSet,
    @JsonPropertyDescription("The number of rows lies within these bounds.")
        @Nullable RowCount rowCount,
    @JsonPropertyDescription("The share of rows that must pass; 1 when not given.")
        @Nullable
        @Min(0)
        @Max(1)
        Double atLeast,
    @JsonPropertyDescription("What a failed check does: Fail (the default) refuses the snapshot.")
        @Nullable Severity severity) {

  /** What a failed check does. */
  public enum Severity {
    /** The snapshot is refused. */
    Fail,
    /** The snapshot is made; the check is listed as failed. */
    Warn
  }

  /** Bounds of the number of rows. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @ValidationRule(
      value = "has(self.min) || has(self.max)",
      message = "rowCount needs min, max or both")
  public record RowCount(
      @JsonPropertyDescription("The least number of rows.") @Nullable @Min(0) Long min,
      @JsonPropertyDescription("The greatest number of rows.") @Nullable @Min(0) Long max) {}
}
