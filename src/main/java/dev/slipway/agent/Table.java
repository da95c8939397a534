package dev.slipway.agent;

import dev.slipway.agent.Payload.Tensor;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a request by columns.
 *
 * @param rows how many rows
 * @param columns each column's values, one per row
 */
record Table(int rows, Map<String, List<@Nullable Object>> columns) {

  /**
   * Spreads tensors over columns: one of shape [n] or [n,1] is a column by its name; one of shape
   * [n,k] holds all features in the order of the baseline when k is their number, else it is not
   * spread.
   *
   * @throws IOException when tensors have different numbers of rows
   */
  static Table of(List<Tensor> tensors, List<String> features) throws IOException {
    int rows = tensors.isEmpty() ? 0 : tensors.getFirst().rows();
    var columns = new LinkedHashMap<String, List<@Nullable Object>>();
    for (Tensor tensor : tensors) {
      if (tensor.rows() != rows) {
        throw new IOException(tensor.name() + " has " + tensor.rows() + " rows, not " + rows);
      }
      int width = tensor.width();
      if (width == 1) {
        columns.put(tensor.name(), tensor.data());
      } else if (width == features.size()) {
        for (int i = 0; i < width; i++) {
          columns.put(features.get(i), column(tensor, i, width));
        }
      }
    }
    return new Table(rows, columns);
  }

  private static List<@Nullable Object> column(Tensor tensor, int place, int width) {
    var values = new ArrayList<@Nullable Object>(tensor.rows());
    for (int i = place; i < tensor.data().size(); i += width) {
      values.add(tensor.data().get(i));
    }
    return values;
  }
}
