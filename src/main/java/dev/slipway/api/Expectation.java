package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that must be true of the prepared rows; exactly one check. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.notNull), has(self.unique), has(self.between), has(self.inSet),"
            + " has(self.matches), has(self.type), has(self.freshness), has(self.foreignKey),"
            + " has(self.monotonic), has(self.rowCount), has(self.sumToOne),"
            + " has(self.sql)].exists_one(x, x)",
    message =
        "an expectation needs exactly one of notNull, unique, between, inSet, matches, type, freshness,"
            + " foreignKey, monotonic, rowCount, sumToOne and sql")
@ValidationRule(
    value = "(has(self.rowCount) || has(self.sumToOne) || has(self.sql)) != has(self.column)",
    message =
        "every expectation but rowCount, sumToOne and sql needs a column, and these must not have one")
@ValidationRule(
    value = "!has(self.atLeast) || !(has(self.rowCount) || has(self.type) || has(self.freshness))",
    message = "atLeast belongs to a check of every row, not to rowCount, type or freshness")
@ValidationRule(
    value =
        "!has(self.severity) || self.severity != 'Quarantine' ||"
            + " !(has(self.rowCount) || has(self.type) || has(self.freshness))",
    message = "Quarantine sets rows aside: rowCount, type and freshness judge all rows at once")
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
    @JsonPropertyDescription(
            "Every value that is not missing, as text, matches this regular expression (RE2) as a whole.")
        @Nullable
        @Size(min = 1, max = 1024)
        String matches,
    @JsonPropertyDescription("The column has this type.") @Nullable Type type,
    @JsonPropertyDescription("The newest value of this column of moments is not too old.")
        @Nullable Freshness freshness,
    @JsonPropertyDescription("Every value that is not missing is there in another source.")
        @Nullable ForeignKey foreignKey,
    @JsonPropertyDescription("The values never go down, or never go up, from row to row.")
        @Nullable Monotonic monotonic,
    @JsonPropertyDescription("The number of rows lies within these bounds.")
        @Nullable RowCount rowCount,
    @JsonPropertyDescription(
            "In every row these columns add up to 1 (within 0.000001), as shares and one-hot columns do.")
        @Nullable
        @Size(min = 2, max = 1024)
        List<String> sumToOne,
    @JsonPropertyDescription("This SQL expression over one row is not false in any row.")
        @Nullable
        @Size(min = 1, max = 4096)
        String sql,
    @JsonPropertyDescription(
            "The share of rows that must pass; 1 when not given. With Quarantine: the share that must remain, 0 when not given.")
        @Nullable
        @Min(0)
        @Max(1)
        Double atLeast,
    @JsonPropertyDescription(
            "What a failed check does. Fail (the default) refuses the snapshot; Warn makes it and lists the check;"
                + " Quarantine makes it without the rows that fail, and keeps these beside it with their reasons.")
        @Nullable Severity severity) {

  /** What a failed check does. */
  public enum Severity {
    /** The snapshot is refused. */
    Fail,
    /** The snapshot is made; the check is listed as failed. */
    Warn,
    /** The snapshot is made without the rows that fail. */
    Quarantine
  }

  /** What a column of a snapshot can be. */
  public enum Type {
    number,
    integer,
    string,
    @JsonProperty("boolean")
    bool,
    timestamp;

    /** The name that schema.json has. */
    public String kind() {
      return this == bool ? "boolean" : name();
    }
  }

  /** How old the newest moment may be. */
  public record Freshness(
      @Required
          @Pattern(Durations.PATTERN)
          @JsonPropertyDescription("Its greatest age when the preparation starts, such as 36h.")
          String within) {}

  /** A column of another source. */
  public record ForeignKey(
      @Required @JsonPropertyDescription("The other source, as it is after the steps.")
          String source,
      @Required @JsonPropertyDescription("Its column.") String column) {}

  /** An order of rows. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Monotonic(
      @Required @JsonPropertyDescription("The column that puts the rows in order.") String orderBy,
      @Size(max = 8)
          @JsonPropertyDescription(
              "Only rows that agree in these columns are compared, such as those of one meter.")
          @Nullable List<String> within,
      @JsonPropertyDescription("Increasing (the default) or Decreasing.")
          @Nullable Direction direction) {
    /** Where values go. */
    public enum Direction {
      Increasing,
      Decreasing
    }
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
