package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps a part of the rows, which their content decides. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.fraction) != has(self.rows)",
    message = "sample needs `fraction` or `rows`, not both")
@ValidationRule(
    value = "!has(self.by) || has(self.fraction)",
    message = "`by` belongs to a sample of a fraction")
@ValidationRule(
    value = "!has(self.fraction) || self.fraction > 0.0",
    message = "`fraction` must be above 0")
public record SampleStep(
    @Nullable
        @Min(0)
        @Max(1)
        @JsonPropertyDescription(
            "The share of rows to keep, about; a row that stays does so whatever the others are.")
        Double fraction,
    @Nullable @Min(1) @JsonPropertyDescription("How many rows to keep, exactly.") Long rows,
    @Nullable
        @Size(min = 1, max = 16)
        @JsonPropertyDescription(
            "With a fraction: rows that are equal in these columns stay or go together.")
        List<String> by,
    @Nullable
        @Size(min = 1, max = 64)
        @JsonPropertyDescription(
            "Text that is hashed with the row; another salt is another sample.")
        String salt) {}
