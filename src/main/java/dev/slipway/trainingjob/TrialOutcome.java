package dev.slipway.trainingjob;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.ModelVersionSpec.Artifact;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt of a trial. It is kept in an annotation of the attempt's Job until the
 * search ends, so that the search goes on from there whoever runs it, and whether or not the pod is
 * there still.
 *
 * @param state what follows from it
 * @param reason in a word
 * @param message for a person
 * @param retryAt when the next attempt starts (RFC 3339), after {@link State#RETRYING}
 * @param failures how many failures the trial has then
 * @param disruptions how many disruptions the trial has then
 * @param exitCode of the training container
 * @param metrics the last value of each metric
 * @param artifact the model in the store, when it was worth being kept
 * @param curve the objective by steps
 * @param finishedAt when it was seen to have ended (RFC 3339)
 */
@RecordBuilder
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record TrialOutcome(
    State state,
    String reason,
    @Nullable String message,
    @Nullable String retryAt,
    int failures,
    int disruptions,
    @Nullable Integer exitCode,
    @Nullable Map<String, Double> metrics,
    @Nullable Artifact artifact,
    @Nullable Map<Long, Double> curve,
    String finishedAt) {

  /** What follows. */
  enum State {
    /** It has a value. */
    SUCCEEDED,
    /** It was stopped early. */
    STOPPED,
    /** It has failed, and is not tried again. */
    FAILED,
    /** It is tried again. */
    RETRYING,
    /** It was stopped with its TrainingJob, and is tried again with it. */
    SUSPENDED;

    /** Whether the trial goes on with another attempt. */
    boolean again() {
      return this == RETRYING || this == SUSPENDED;
    }
  }
}
