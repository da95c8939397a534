package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far a training is, as its code reports it. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TrainingProgress(
    @JsonPropertyDescription("How much is done, 0 to 100, when the code tells.")
        @Nullable Integer percent,
    @JsonPropertyDescription("When it will be done, in seconds from then; an estimate.")
        @Nullable Long remainingSeconds,
    @JsonPropertyDescription("The last value of each metric that the code reported.")
        Map<String, Double> metrics,
    @JsonPropertyDescription("When the code reported something last (RFC 3339).")
        @Nullable String reportedAt,
    @JsonPropertyDescription("The last checkpoint that this attempt has brought into the store.")
        @Nullable Checkpoint checkpoint,
    @JsonPropertyDescription(
            "Why the newest checkpoint is not in the store, when that is so. It is tried again.")
        @Nullable String checkpointFailure,
    @JsonPropertyDescription(
            "The course of a search's objective by step: at its rungs, and last; at most 20 points.")
        Map<Long, Double> curve) {
  public TrainingProgress {
    metrics = metrics == null ? Map.of() : Map.copyOf(metrics);
    curve = curve == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(curve));
  }
}
