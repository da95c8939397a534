package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a CSV or TSV file is written. What is not given is found out, or is as RFC 4180 has it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
    value = "!has(self.columns) || (has(self.header) && !self.header)",
    message = "columns names the columns of a file without a header line: set header: false too")
@ValidationRule(
    value = "!has(self.header) || self.header || has(self.columns)",
    message = "a file without a header line needs columns, the names of its columns")
public record CsvOptions(
    @Size(min = 1, max = 1)
        @JsonPropertyDescription(
            "What stands between fields. When not given: the one of comma, semicolon, tab and | that"
                + " divides the first line into most fields; a tab for TSV.")
        @Nullable String delimiter,
    @Size(min = 1, max = 1)
        @JsonPropertyDescription(
            "What may stand around fields, doubled inside of them; \" when not given.")
        @Nullable String quote,
    @Size(min = 1, max = 40)
        @JsonPropertyDescription(
            "The character encoding, such as ISO-8859-1 or UTF-16; UTF-8 when not given.")
        @Nullable String encoding,
    @JsonPropertyDescription(
            "Whether the first line holds the columns' names; true when not given.")
        @Nullable Boolean header,
    @Size(min = 1, max = 4096)
        @JsonPropertyDescription("The columns' names, in order, of a file without a header line.")
        List<String> columns,
    @Size(max = 16)
        @JsonPropertyDescription("Fields that mean a missing value, beside empty ones, such as NA.")
        List<String> nulls,
    @JsonPropertyDescription(
            "Types of columns. The type of others is the first of boolean, integer, number and"
                + " timestamp (ISO 8601) that all their values have, else string.")
        Map<String, Type> types) {

  public CsvOptions {
    columns = columns == null ? List.of() : List.copyOf(columns);
    nulls = nulls == null ? List.of() : List.copyOf(nulls);
    types = Collections.unmodifiableMap(new TreeMap<>(types == null ? Map.of() : types));
  }

  /** The types that columns of a snapshot have. */
  public enum Type {
    @JsonProperty("integer")
    INTEGER,
    @JsonProperty("number")
    NUMBER,
    @JsonProperty("string")
    STRING,
    @JsonProperty("boolean")
    BOOLEAN,
    @JsonProperty("timestamp")
    TIMESTAMP
  }
}
