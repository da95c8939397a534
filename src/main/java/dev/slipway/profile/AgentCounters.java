package dev.slipway.profile;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * An agent's answer to {@code GET /counters}.
 *
 * @param agent the pod's uid
 * @param modelVersion the ModelVersion that it serves
 * @param from the start of the first bucket, in epoch seconds
 * @param to the end of the last bucket, in epoch seconds; excluded
 * @param counters the sum over these buckets
 */
public record AgentCounters(
    String agent,
    @Nullable String modelVersion,
    long from,
    long to,
    @JsonUnwrapped Counters counters) {

  /** For Jackson, which reads the counters' fields beside the others. */
  @JsonCreator
  static AgentCounters read(
      @JsonProperty("agent") String agent,
      @JsonProperty("modelVersion") @Nullable String modelVersion,
      @JsonProperty("from") long from,
      @JsonProperty("to") long to,
      @JsonUnwrapped Counters counters) {
    return new AgentCounters(agent, modelVersion, from, to, counters);
  }
}
