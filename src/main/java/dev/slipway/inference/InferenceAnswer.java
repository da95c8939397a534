package dev.slipway.inference;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.RequestFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered.
 *
 * @param predictions one for each row, as text: whole numbers without a fraction, true, false, or
 *     the text itself
 * @param secondClass the probability of the second of two classes for each row; null when the model
 *     gives none
 */
public record InferenceAnswer(List<String> predictions, @Nullable List<Double> secondClass) {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /**
   * Reads an answer's body.
   *
   * @param body the JSON
   * @param format which outputs hold what
   * @param rows how many rows were asked for
   * @throws IOException when it is not the answer to such a request; its message says what is wrong
   */
  public static InferenceAnswer read(byte[] body, RequestFormat format, int rows)
      throws IOException {
    JsonNode outputs = JSON.readTree(body).path("outputs");
    JsonNode prediction = find(outputs, format.prediction());
    if (prediction == null) {
      throw new IOException(
          format.prediction() == null
              ? "the answer has no outputs"
              : "the answer has no output " + format.prediction());
    }
    var predictions = new ArrayList<String>(rows);
    for (JsonNode value : flat(prediction)) {
      predictions.add(text(value));
    }
    if (predictions.size() != rows) {
      throw new IOException(
          "the answer has %d predictions for %d rows".formatted(predictions.size(), rows));
    }
    return new InferenceAnswer(predictions, secondClass(outputs, format, rows));
  }

  private static @Nullable List<Double> secondClass(
      JsonNode outputs, RequestFormat format, int rows) {
    JsonNode probabilities =
        format.probabilities() == null ? null : find(outputs, format.probabilities());
    if (probabilities == null) {
      return null;
    }
    List<JsonNode> values = flat(probabilities);
    if (values.size() != 2 * rows) {
      return null;
    }
    var second = new ArrayList<Double>(rows);
    for (int i = 1; i < values.size(); i += 2) {
      second.add(values.get(i).asDouble(Double.NaN));
    }
    return second.stream().allMatch(Double::isFinite) ? second : null;
  }

  private static @Nullable JsonNode find(JsonNode outputs, @Nullable String name) {
    for (JsonNode output : outputs) {
      if (name == null || output.path("name").asText().equals(name)) {
        return output;
      }
    }
    return null;
  }

  /** Nested arrays are the same as one flat array, says the protocol. */
  private static List<JsonNode> flat(JsonNode output) {
    var values = new ArrayList<JsonNode>();
    flatten(output.path("data"), values);
    return values;
  }

  private static void flatten(JsonNode node, List<JsonNode> values) {
    for (JsonNode value : node) {
      if (value.isArray()) {
        flatten(value, values);
      } else {
        values.add(value);
      }
    }
  }

  private static String text(JsonNode value) {
    if (!value.isNumber()) {
      return value.asText();
    }
    double number = value.doubleValue();
    return number == Math.rint(number) && Math.abs(number) < 1e15
        ? Long.toString((long) number)
        : Double.toString(number);
  }
}
