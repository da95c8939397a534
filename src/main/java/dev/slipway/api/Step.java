package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One step of preparation: exactly one verb. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value =
        "[has(self.select), has(self.drop), has(self.rename), has(self.derive), has(self.filter),"
            + " has(self.join), has(self.union), has(self.deduplicate), has(self.fill),"
            + " has(self.encode)].exists_one(x, x)",
    message =
        "a step needs exactly one verb: select, drop, rename, derive, filter, join, union,"
            + " deduplicate, fill or encode")
public record Step(
    @JsonPropertyDescription("The source that the step changes; the first one when not given.")
        @Nullable String from,
    @JsonPropertyDescription("Keep only these columns, in this order.")
        @Nullable
        @Size(min = 1, max = 1024)
        List<String> select,
    @JsonPropertyDescription("Remove these columns.") @Nullable @Size(min = 1, max = 1024)
        List<String> drop,
    @JsonPropertyDescription("Rename columns: old name to new name.")
        @Nullable Map<String, String> rename,
    @JsonPropertyDescription("Add or replace columns: name to SQL expression (DuckDB's dialect).")
        @Nullable Map<String, String> derive,
    @JsonPropertyDescription("Keep the rows for which this SQL expression is true.")
        @Nullable
        @Size(min = 1, max = 4096)
        String filter,
    @JsonPropertyDescription("Bring in the columns of another source.") @Nullable Join join,
    @JsonPropertyDescription("Add the rows of another source.") @Nullable Union union,
    @JsonPropertyDescription("Keep one row of those that agree in some columns.")
        @Nullable Deduplicate deduplicate,
    @JsonPropertyDescription(
            "Replace missing values; what is computed is computed on the train part only.")
        @Nullable Fill fill,
    @JsonPropertyDescription(
            "Turn categories into numbers; the categories are those of the train part.")
        @Nullable Encode encode) {

  /** Brings in the columns of another source by equal columns. */
  public record Join(
      @Required @JsonPropertyDescription("The other source.") String source,
      @Required @Size(min = 1, max = 16) @JsonPropertyDescription("The columns that must be equal.")
          List<String> by,
      @JsonPropertyDescription("Left keeps rows without a match, Inner (the default) drops them.")
          @Nullable Type type) {
    /** What becomes of rows without a match. */
    public enum Type {
      Inner,
      Left
    }
  }

  /** Adds the rows of another source, columns matched by name; missing ones are null. */
  public record Union(
      @Required @JsonPropertyDescription("The other source; it may be empty.") String source) {}

  /** Keeps one row of those that agree in some columns. */
  public record Deduplicate(
      @Required
          @Size(min = 1, max = 16)
          @JsonPropertyDescription("The columns that make rows the same.")
          List<String> by,
      @Required @JsonPropertyDescription("The column that orders the rows that are the same.")
          String orderBy,
      @JsonPropertyDescription("Which one stays: First (the default) or Last.")
          @Nullable Keep keep) {
    /** Which of the rows stays. */
    public enum Keep {
      First,
      Last
    }
  }

  /** Replaces missing values. */
  @ValidationRule(
      value = "(self.with == 'Constant') == has(self.value)",
      message = "fill needs `value` with Constant, and only then")
  public record Fill(
      @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The columns to fill.")
          List<String> columns,
      @Required @JsonPropertyDescription("What to fill in.") With with,
      @JsonPropertyDescription("The constant, as text; it is cast to the column's type.")
          @Nullable String value) {
    /** What is filled in. */
    public enum With {
      Mean,
      Median,
      Mode,
      Constant
    }
  }

  /** Turns categories into numbers. */
  public record Encode(
      @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The columns to encode.")
          List<String> columns,
      @Required
          @JsonPropertyDescription(
              "Ordinal: the category's place in alphabetical order, -1 if unknown. OneHot: a 0/1 column"
                  + " <column>_<category> each (at most 100), all 0 if unknown.")
          As as) {
    /** The kind of numbers. */
    public enum As {
      OneHot,
      Ordinal
    }
  }
}
