package dev.slipway.runner.metrics;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What training code has reported, taken line by line: {@code {"name": …, "value": …}} for a
 * metric, with {@code "step": 100} when it is of a step, {@code {"progress": 0.4}} for how far it
 * is. A line that is not understood is counted and passed over: a model is not lost for a typo in
 * its metrics.
 */
public final class ReportedMetrics {
  /** Is told every value of a metric, in order. */
  public interface Listener {
    /**
     * Takes a value.
     *
     * @param step the step that it is of; null when the line does not tell
     */
    void metric(String name, @Nullable Long step, double value);
  }

  /** How many metrics are kept, beside the one that is kept in any case. */
  public static final int MOST = 40;

  private static final int MOST_DROPPED = 10_000;
  private static final int LONGEST_NAME = 63;

  /** Beyond it floating-point numbers skip whole ones. */
  private static final double MOST_STEPS = 1L << 53;

  private static final int LONGEST_LINE = 64 * 1024;

  /** NaN and Infinity are what Python writes. */
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  private final Map<String, Double> last = new LinkedHashMap<>();
  private final Set<String> dropped = new HashSet<>();
  private final Set<String> notFinite = new HashSet<>();
  private final @Nullable String wanted;
  private final Listener listener;
  private @Nullable Double progress;
  private long bad;
  private long badSteps;

  /** Of the first metrics that come. */
  public ReportedMetrics() {
    this(null, (name, step, value) -> {});
  }

  /**
   * With one that is kept however many come before it.
   *
   * @param wanted its name; null for none
   * @param listener is told every value
   */
  public ReportedMetrics(@Nullable String wanted, Listener listener) {
    this.wanted = wanted;
    this.listener = listener;
  }

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

  /** The metrics whose last value was NaN, infinite or null; their last number is an older one. */
  public Set<String> notFinite() {
    return notFinite;
  }

  /** How many steps were no whole numbers from 0, and are taken as if they were not there. */
  public long badSteps() {
    return badSteps;
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
    return metric(node.path("name").asText(), node.path("value"), node.path("step"));
  }

  private boolean metric(String name, JsonNode value, JsonNode step) {
    if (name.isBlank() || name.length() > LONGEST_NAME) {
      return false;
    }
    if (!value.isNumber() || !Double.isFinite(value.doubleValue())) {
      if ((value.isNumber() || value.isNull()) && notFinite.size() < MOST_DROPPED) {
        notFinite.add(name);
      }
      return false;
    }
    notFinite.remove(name);
    if (last.containsKey(name) || last.size() < MOST || name.equals(wanted)) {
      last.put(name, value.doubleValue());
    } else if (dropped.size() < MOST_DROPPED) {
      dropped.add(name);
    }
    listener.metric(name, step(step), value.doubleValue());
    return true;
  }

  private @Nullable Long step(JsonNode step) {
    if (step.isMissingNode() || step.isNull()) {
      return null;
    }
    // numbers of frames and tensors are often floating-point
    double told = step.isNumber() ? step.doubleValue() : -1;
    if (told < 0 || told > MOST_STEPS || told != Math.rint(told)) {
      badSteps++;
      return null;
    }
    return step.longValue();
  }
}
