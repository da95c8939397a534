package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives columns another type. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.format) || self.to == 'Timestamp'",
    message = "`format` belongs to a cast to Timestamp")
public record CastStep(
    @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("The columns to cast.")
        List<String> columns,
    @Required
        @JsonPropertyDescription(
            "Their new type. Numbers become the nearest whole number as Integer.")
        ColumnType to,
    @Nullable
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "How text tells a moment, such as %d.%m.%Y %H:%M (strptime); ISO 8601 when not given.")
        String format,
    @Nullable
        @JsonPropertyDescription(
            "Fail (the default) refuses values that are of no such type; Missing makes them missing values.")
        OnError onError) {}
