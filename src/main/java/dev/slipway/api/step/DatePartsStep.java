package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds the parts of moments as whole numbers: columns named column_Part. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DatePartsStep(
    @Required
        @Size(min = 1, max = 64)
        @JsonPropertyDescription("The columns to take apart; timestamps.")
        List<String> columns,
    @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription(
            "The parts; each becomes a column <column>_<part>. DayOfWeek is 1 on Monday, Week that of ISO 8601, Weekend 1 on Saturday and Sunday, Epoch the seconds since 1970.")
        List<Part> parts,
    @Nullable
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "The time zone in which the parts are told, such as Europe/Berlin; UTC when not given.")
        String timeZone) {
  /** A part of a moment. */
  public enum Part {
    Year,
    Quarter,
    Month,
    Week,
    Day,
    DayOfWeek,
    DayOfYear,
    Hour,
    Minute,
    Second,
    Weekend,
    Epoch
  }
}
