package dev.slipway.api.step;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Keeps one row of those that agree in some columns. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DeduplicateStep(
    @Required
        @Size(min = 1, max = 16)
        @JsonPropertyDescription("The columns that make rows the same.")
        List<String> by,
    @Required @JsonPropertyDescription("The column that orders the rows that are the same.")
        String orderBy,
    @Nullable @JsonPropertyDescription("Which one stays: First (the default) or Last.") Keep keep) {
  /** Which of the rows stays. */
  public enum Keep {
    First,
    Last
  }
}
