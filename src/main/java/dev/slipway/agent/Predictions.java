package dev.slipway.agent;

import dev.slipway.agent.Payload.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an answer predicts.
 *
 * @param predictions one value for each row; empty when there is no such output
 * @param secondClass the second class's probability in each row, when there are two classes
 */
record Predictions(List<@Nullable Object> predictions, List<@Nullable Object> secondClass) {

  /**
   * Finds them among the outputs.
   *
   * @param outputs the answer's outputs
   * @param prediction the name of the output with the prediction; null for the first one
   * @param probabilities the name of the output with the probabilities; null for none
   * @param rows how many rows were asked
   */
  static Predictions of(
      List<Tensor> outputs, @Nullable String prediction, @Nullable String probabilities, int rows) {
    List<@Nullable Object> predicted = List.of();
    List<@Nullable Object> second = List.of();
    for (int i = 0; i < outputs.size(); i++) {
      Tensor output = outputs.get(i);
      boolean chosen = prediction == null ? i == 0 : output.name().equals(prediction);
      if (output.rows() != rows) {
        continue;
      }
      if (chosen && output.width() == 1) {
        predicted = output.data();
      } else if (output.name().equals(probabilities) && output.width() == 2) {
        second = secondOf(output.data());
      }
    }
    return new Predictions(predicted, second);
  }

  private static List<@Nullable Object> secondOf(List<@Nullable Object> pairs) {
    var second = new ArrayList<@Nullable Object>(pairs.size() / 2);
    for (int i = 1; i < pairs.size(); i += 2) {
      second.add(pairs.get(i));
    }
    return second;
  }
}
