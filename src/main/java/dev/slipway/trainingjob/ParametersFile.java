package dev.slipway.trainingjob;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Map;
import java.util.TreeMap;

/** The file at $SLIPWAY_PARAMETERS. It reaches the pod as an annotation, without a container. */
final class ParametersFile {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** A JSON object of strings, sorted by name. */
  static String json(Map<String, String> parameters) {
    try {
      return JSON.writeValueAsString(new TreeMap<>(parameters));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private ParametersFile() {}
}
