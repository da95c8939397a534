package dev.slipway.runner.evaluate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Task;
import dev.slipway.contract.RequestFormat;
import dev.slipway.scoring.ClassLabel;
import dev.slipway.scoring.Scoring;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Predictions beside their labels, as text. A pair whose label or prediction cannot be of the task
 * is left out and counted: one client's mistake must not decide what the classes are.
 */
final class Pairs {
  private static final JsonMapper JSON = new JsonMapper();
  private static final int TWO = 2;

  private final Task task;
  private final RequestFormat format;
  private List<Pair> pairs = new ArrayList<>();
  private long unusable;

  private record Pair(String label, String prediction, @Nullable Double second) {}

  Pairs(Task task, RequestFormat format) {
    this.task = task;
    this.format = format;
  }

  /** Adds one. */
  void add(String outputs, String label) {
    try {
      JsonNode answer = JSON.readTree(outputs);
      JsonNode truth = JSON.readTree(label);
      String name = format.prediction();
      JsonNode prediction = name == null ? first(answer) : answer.path(name);
      if (!usable(truth) || !usable(prediction)) {
        unusable++;
        return;
      }
      pairs.add(new Pair(truth.asText(), prediction.asText(), second(answer)));
    } catch (JsonProcessingException e) {
      unusable++;
    }
  }

  /** Pairs that were left out; known only after {@link #metrics}. */
  long unusable() {
    return unusable;
  }

  /** Measures what was added. */
  Map<String, Double> metrics() {
    if (task == Task.BinaryClassification) {
      Set<String> classes = twoClasses();
      List<Pair> kept =
          pairs.stream().filter(p -> classes.contains(ClassLabel.canonical(p.label()))).toList();
      unusable += pairs.size() - kept.size();
      pairs = kept;
    }
    boolean all = pairs.stream().allMatch(p -> p.second() != null);
    return Scoring.metrics(
        task,
        pairs.stream().map(Pair::label).toList(),
        pairs.stream().map(Pair::prediction).toList(),
        all && !pairs.isEmpty() ? pairs.stream().map(Pair::second).toList() : null);
  }

  /** The classes that are predicted; while only one is, the most frequent other label joins it. */
  private Set<String> twoClasses() {
    Set<String> predicted =
        pairs.stream().map(p -> ClassLabel.canonical(p.prediction())).collect(Collectors.toSet());
    if (predicted.size() >= TWO) {
      return predicted;
    }
    var labels = new HashMap<String, Long>();
    pairs.forEach(p -> labels.merge(ClassLabel.canonical(p.label()), 1L, Long::sum));
    labels.keySet().removeAll(predicted);
    labels.entrySet().stream()
        .max(
            Comparator.comparing(Map.Entry<String, Long>::getValue)
                .thenComparing(Map.Entry::getKey))
        .ifPresent(other -> predicted.add(other.getKey()));
    return predicted;
  }

  private boolean usable(JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      return false;
    }
    if (task != Task.Regression) {
      return true;
    }
    try {
      return Double.isFinite(Double.parseDouble(ClassLabel.canonical(value.asText())));
    } catch (NumberFormatException e) {
      return false;
    }
  }

  private @Nullable Double second(JsonNode answer) {
    String name = format.probabilities();
    JsonNode pair = name == null ? null : answer.path(name);
    return pair != null && pair.isArray() && pair.size() == TWO && pair.get(1).isNumber()
        ? pair.get(1).doubleValue()
        : null;
  }

  private static JsonNode first(JsonNode answer) {
    return answer.isObject() && !answer.isEmpty() ? answer.iterator().next() : JSON.missingNode();
  }
}
