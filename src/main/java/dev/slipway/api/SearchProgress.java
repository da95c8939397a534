package dev.slipway.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.ModelVersionSpec.Artifact;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far a search is, or the cross-validation of a training. The trials are in the store. */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record SearchProgress(
    @JsonPropertyDescription("How many trials have started.") int started,
    @JsonPropertyDescription("How many of them go on.") int running,
    @JsonPropertyDescription("How many ended with a value of the objective.") int succeeded,
    @JsonPropertyDescription("How many were stopped early.") int stopped,
    @JsonPropertyDescription("How many failed.") int failed,
    @JsonPropertyDescription("The best trial that has succeeded.") @Nullable Result best,
    @JsonPropertyDescription("The trial that ended last.") @Nullable Result last,
    @JsonPropertyDescription(
            "Why no more trials start: TrialsDone, SpaceExhausted, GatesPassed, TooManyFailures or"
                + " MaxDuration; empty while they do.")
        @Nullable String ended,
    @JsonPropertyDescription("When the last trial started (RFC 3339).") @Nullable String startedAt,
    @JsonPropertyDescription("When it was known which trial is best (RFC 3339).")
        @Nullable String finishedAt) {

  /** What became of a trial. */
  @RecordBuilder
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  public record Result(
      @JsonPropertyDescription("Its number, from 1.") int trial,
      @JsonPropertyDescription("Succeeded, Stopped or Failed.") String state,
      @JsonPropertyDescription("Why it failed, in a word.") @Nullable String reason,
      @JsonPropertyDescription("What happened, for a person.") @Nullable String message,
      @JsonPropertyDescription("The parameters that were tried, beside spec.parameters.")
          @Nullable Map<String, String> parameters,
      @JsonPropertyDescription("The objective: of several folds their mean.")
          @Nullable Double objective,
      @JsonPropertyDescription("The standard deviation of the objective over the folds.")
          @Nullable Double deviation,
      @JsonPropertyDescription(
              "The metrics that it reported: of several folds their means, and their standard"
                  + " deviations as <metric>.std.")
          @Nullable Map<String, Double> metrics,
      @JsonPropertyDescription(
              "What it brought into the store: its model, when it was the best then.")
          @Nullable Artifact artifact,
      @JsonPropertyDescription("When it ended (RFC 3339).") @Nullable String finishedAt) {}
}
