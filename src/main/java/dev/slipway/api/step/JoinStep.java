package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Brings in the columns of another source, or asks whether it has a row. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "(has(self.type) && self.type == 'AsOf') == has(self.asOf)",
    message = "join needs `asOf` with AsOf, and only then")
@ValidationRule(
    value = "has(self.by) || has(self.asOf)",
    message = "join needs `by`; only AsOf can do without")
public record JoinStep(
    @Required @JsonPropertyDescription("The other source.") String source,
    @Nullable @Size(min = 1, max = 16) @JsonPropertyDescription("The columns that must be equal.")
        List<String> by,
    @Nullable
        @JsonPropertyDescription(
            "Inner (the default) drops rows without a match, Left keeps them. Semi keeps the rows that have a match, Anti those that have none; both add no columns. AsOf adds, of the other source's rows, the latest that is not after this row.")
        Type type,
    @Nullable
        @Size(min = 1, max = 256)
        @JsonPropertyDescription(
            "For AsOf: the column of time (or numbers), the same in both sources.")
        String asOf) {
  /** What becomes of rows without a match. */
  public enum Type {
    Inner,
    Left,
    Semi,
    Anti,
    AsOf
  }
}
