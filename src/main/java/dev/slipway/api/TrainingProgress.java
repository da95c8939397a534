package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a training is, as its code reports it. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TrainingProgress(
    @JsonPropertyDescription("How much is done, 0 to 100, when the code tells.")
        @Nullable Integer percent,
    @JsonPropertyDescription("When it will be done, in seconds from then; an estimate.")
        @Nullable Long remainingSeconds,
    @JsonPropertyDescription("The last value of each metric that the code reported.")
        Map<String, Double> metrics,
    @JsonPropertyDescription("When the code reported something last (RFC 3339).")
        @Nullable String reportedAt) {
  public TrainingProgress {
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
  }
}
