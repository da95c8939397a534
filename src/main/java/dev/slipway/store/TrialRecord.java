package dev.slipway.store;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.ModelVersionSpec.Artifact;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of a trial: {@code <trial>.json}. Beside it {@code <trial>.metrics.jsonl} has all
 * that its code reported, line by line as it was written.
 *
 * @param namespace the TrainingJob's namespace
 * @param trainingJob its name
 * @param run the run's name
 * @param trial the trial's name
 * @param parameters what it was trained with
 * @param fold the fold that it was trained on; null for the whole snapshot
 * @param state {@link #SUCCEEDED}; {@link #FAILED} when it left no objective or no model; {@link
 *     #STOPPED} when its training failed or was stopped
 * @param reason why it failed, one CamelCase word; null when it did not
 * @param message the same for people
 * @param objective the metric that trials are compared by; null when there is none
 * @param metrics the last value of each metric
 * @param artifact the model in the store; null when it was not kept
 * @param startedAt when it was started (RFC 3339); null when nobody knows
 * @param endedAt when its training had ended (RFC 3339)
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TrialRecord(
    String namespace,
    String trainingJob,
    String run,
    String trial,
    Map<String, String> parameters,
    @Nullable Fold fold,
    String state,
    @Nullable String reason,
    @Nullable String message,
    @Nullable String objective,
    Map<String, Double> metrics,
    @Nullable Artifact artifact,
    @Nullable String startedAt,
    String endedAt) {
  public static final String SUCCEEDED = "Succeeded";
  public static final String FAILED = "Failed";
  public static final String STOPPED = "Stopped";

  /**
   * A fold of a cross-validation.
   *
   * @param index which one, from 0
   * @param of how many there are
   */
  public record Fold(int index, int of) {}

  /** The record's name in the run's folder. */
  public static String name(String trial) {
    return trial + ".json";
  }

  /** The name of the whole history of its metrics. */
  public static String history(String trial) {
    return trial + ".metrics.jsonl";
  }
}
