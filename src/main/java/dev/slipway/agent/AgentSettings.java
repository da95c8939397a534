package dev.slipway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.TolerantJson;
import dev.slipway.store.StoreSettings;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an agent is told by its variables; docs/agent.md lists them.
 *
 * @param port where clients ask
 * @param opsPort where the operator, the kubelet and Prometheus ask
 * @param upstreamPort where the runtime listens, on 127.0.0.1
 * @param model the name that the runtime serves the model under
 * @param modelVersion the ModelVersion that is served
 * @param agent the pod's uid
 * @param pod the pod's name
 * @param namespace the Deployment's namespace
 * @param deployment the Deployment's name
 * @param sample the share of requests that is captured, 0 to 1
 * @param prediction the output with the prediction; null for the first one
 * @param probabilities the output with the classes' probabilities; null for none
 * @param store where captures and labels go; null for nowhere
 * @param baseline the file with the snapshot's profile
 * @param predictions the file with the profile of the predictions
 * @param timeout how long the runtime may be silent before its client is answered with 504
 * @param drain how long requests are still taken after SIGTERM
 * @param warmUp how long the code may be warmed up before the first client
 */
record AgentSettings(
    int port,
    int opsPort,
    int upstreamPort,
    String model,
    @Nullable String modelVersion,
    String agent,
    String pod,
    String namespace,
    String deployment,
    double sample,
    @Nullable String prediction,
    @Nullable String probabilities,
    @Nullable StoreSettings store,
    String baseline,
    String predictions,
    Duration timeout,
    Duration drain,
    Duration warmUp) {

  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /**
   * Reads the variables.
   *
   * @throws IllegalArgumentException when one is missing or cannot be read; the message names it
   */
  static AgentSettings from(Map<String, String> variables) {
    String model = text(variables, "SLIPWAY_MODEL_NAME", null);
    String pod = text(variables, "SLIPWAY_POD", "agent");
    return new AgentSettings(
        number(variables, "SLIPWAY_PORT", 8080),
        number(variables, "SLIPWAY_OPS_PORT", 9090),
        number(variables, "SLIPWAY_UPSTREAM_PORT", 8081),
        model,
        variables.get("SLIPWAY_MODEL_VERSION"),
        text(variables, "SLIPWAY_AGENT", pod),
        pod,
        text(variables, "SLIPWAY_NAMESPACE", "default"),
        text(variables, "SLIPWAY_DEPLOYMENT", model),
        share(variables),
        variables.get("SLIPWAY_PREDICTION"),
        variables.get("SLIPWAY_PROBABILITIES"),
        store(variables.get("SLIPWAY_STORE")),
        text(variables, "SLIPWAY_BASELINE", PodPaths.BASELINE),
        text(variables, "SLIPWAY_PREDICTION_PROFILE", PodPaths.PREDICTIONS),
        Duration.ofSeconds(number(variables, "SLIPWAY_TIMEOUT_SECONDS", 60)),
        Duration.ofSeconds(number(variables, "SLIPWAY_DRAIN_SECONDS", 8)),
        Duration.ofSeconds(number(variables, "SLIPWAY_WARM_UP_SECONDS", 3)));
  }

  private static String text(
      Map<String, String> variables, String name, @Nullable String otherwise) {
    String value = variables.get(name);
    if (value != null && !value.isBlank()) {
      return value;
    }
    if (otherwise == null) {
      throw new IllegalArgumentException(name + " is not set");
    }
    return otherwise;
  }

  private static int number(Map<String, String> variables, String name, int otherwise) {
    String value = variables.get(name);
    try {
      return value == null || value.isBlank() ? otherwise : Integer.parseInt(value.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " is not a whole number: " + value, e);
    }
  }

  private static double share(Map<String, String> variables) {
    String value = variables.getOrDefault("SLIPWAY_CAPTURE_SAMPLE", "0");
    try {
      double share = Double.parseDouble(value);
      if (share >= 0 && share <= 1) {
        return share;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("SLIPWAY_CAPTURE_SAMPLE is not a number: " + value, e);
    }
    throw new IllegalArgumentException("SLIPWAY_CAPTURE_SAMPLE is not between 0 and 1: " + value);
  }

  private static @Nullable StoreSettings store(@Nullable String json) {
    if (json == null || json.isBlank()) {
      return null;
    }
    try {
      return JSON.readValue(json, StoreSettings.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "SLIPWAY_STORE cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}
