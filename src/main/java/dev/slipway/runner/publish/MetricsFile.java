package dev.slipway.runner.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the training code reported, line by line. A line that is not understood is counted and
 * passed over: a model is not lost for a typo in its metrics.
 *
 * @param last the last value of each metric, in the order in which they first appeared
 * @param bad how many lines were not understood
 * @param dropped how many metrics there were beyond the first {@link #MOST}
 */
record MetricsFile(Map<String, Double> last, long bad, long dropped) {
  /** How many metrics are kept. */
  static final int MOST = 40;

  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Reads a file; one that is missing has no metrics. */
  static MetricsFile read(Path file) throws IOException {
    var last = new LinkedHashMap<String, Double>();
    long bad = 0;
    var dropped = new java.util.HashSet<String>();
    if (Files.isRegularFile(file)) {
      // Bytes that are no UTF-8 become replacement characters, not the end of the reading.
      try (var reader =
          new BufferedReader(
              new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8))) {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
          if (!line.isBlank() && !take(line, last, dropped)) {
            bad++;
          }
        }
      } catch (UncheckedIOException e) {
        throw e.getCause();
      }
    }
    return new MetricsFile(last, bad, dropped.size());
  }

  private static boolean take(
      String line, Map<String, Double> last, java.util.Set<String> dropped) {
    if (line.length() > LONGEST_LINE) {
      return false;
    }
    JsonNode node;
    try {
      node = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return false;
    }
    if (node == null || !node.isObject()) {
      return false;
    }
    if (node.path("progress").isNumber()) {
      return true;
    }
    String name = node.path("name").asText();
    JsonNode value = node.path("value");
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || !value.isNumber()
        || !Double.isFinite(value.doubleValue())) {
      return false;
    }
    if (last.containsKey(name) || last.size() < MOST) {
      last.put(name, value.doubleValue());
    } else if (dropped.size() < 10_000) {
      dropped.add(name);
    }
    return true;
  }
}
