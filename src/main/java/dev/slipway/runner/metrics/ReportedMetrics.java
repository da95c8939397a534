package dev.slipway.runner.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What training code has reported, taken line by line: {@code {"name": …, "value": …}} for a
 * metric, {@code {"progress": 0.4}} for how far it is. A line that is not understood is counted and
 * passed over: a model is not lost for a typo in its metrics.
 */
public final class ReportedMetrics {
  /** How many metrics are kept. */
  public static final int MOST = 40;

  private static final int MOST_DROPPED = 10_000;
  private static final int LONGEST_NAME = 63;
  private static final int LONGEST_LINE = 64 * 1024;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Map<String, Double> last = new LinkedHashMap<>();
  private final Set<String> dropped = new HashSet<>();
  private @Nullable Double progress;
  private long bad;

  /** Takes a line; whether it says something. */
  public boolean take(String line) {
    if (line.isBlank()) {
      return false;
    }
    boolean understood = understand(line);
    if (!understood) {
      bad++;
    }
    return understood;
  }

  /** The last value of each metric, in the order in which they first appeared. */
  public Map<String, Double> last() {
    return last;
  }

  /** How far it is, 0 to 1; null when it was never told. */
  public @Nullable Double progress() {
    return progress;
  }

  /** How many lines were not understood. */
  public long bad() {
    return bad;
  }

  /** How many metrics there were beyond the first {@link #MOST}. */
  public long dropped() {
    return dropped.size();
  }

  private boolean understand(String line) {
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
    JsonNode share = node.path("progress");
    if (share.isNumber()) {
      double told = share.doubleValue();
      progress = Double.isNaN(told) ? progress : (Double) Math.clamp(told, 0, 1);
      return true;
    }
    return metric(node.path("name").asText(), node.path("value"));
  }

  private boolean metric(String name, JsonNode value) {
    if (name.isBlank()
        || name.length() > LONGEST_NAME
        || !value.isNumber()
        || !Double.isFinite(value.doubleValue())) {
      return false;
    }
    if (last.containsKey(name) || last.size() < MOST) {
      last.put(name, value.doubleValue());
    } else if (dropped.size() < MOST_DROPPED) {
      dropped.add(name);
    }
    return true;
  }
}
