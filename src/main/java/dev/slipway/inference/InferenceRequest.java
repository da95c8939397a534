package dev.slipway.inference;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.contract.RequestFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table as a request: one input for each column.
 *
 * <p>Numbers go as FP64, whole ones too, because only there may a missing one be null; booleans as
 * BOOL, or as FP64 when one of them is missing; text and moments as BYTES.
 */
public final class InferenceRequest {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * A column.
   *
   * @param name its name
   * @param type number, integer, string, boolean or timestamp
   */
  public record Column(String name, String type) {}

  /**
   * The request's body.
   *
   * @param id its id
   * @param columns the columns
   * @param rows values in the columns' order: Number, Boolean, text or null
   * @param format how the runtime wants to be asked
   */
  public static byte[] json(
      String id, List<Column> columns, List<@Nullable Object[]> rows, RequestFormat format) {
    ObjectNode request = JSON.createObjectNode().put("id", id);
    if (format.contentType() != null) {
      request.putObject("parameters").put("content_type", format.contentType());
    }
    ArrayNode inputs = request.putArray("inputs");
    for (int i = 0; i < columns.size(); i++) {
      input(inputs.addObject(), columns.get(i), i, rows, format);
    }
    if (format.prediction() != null) {
      ArrayNode outputs = request.putArray("outputs");
      outputs.addObject().put("name", format.prediction());
      if (format.probabilities() != null) {
        outputs.addObject().put("name", format.probabilities());
      }
    }
    try {
      return JSON.writeValueAsBytes(request);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not JSON: " + e.getOriginalMessage(), e);
    }
  }

  private static void input(
      ObjectNode input,
      Column column,
      int index,
      List<@Nullable Object[]> rows,
      RequestFormat format) {
    boolean complete = rows.stream().allMatch(row -> row[index] != null);
    String datatype =
        switch (column.type()) {
          case "number", "integer" -> "FP64";
          case "boolean" -> complete ? "BOOL" : "FP64";
          default -> "BYTES";
        };
    input.put("name", column.name());
    input.putArray("shape").add(rows.size()).add(1);
    input.put("datatype", datatype);
    if (datatype.equals("BYTES") && format.contentType() != null) {
      input.putObject("parameters").put("content_type", "str");
    }
    ArrayNode data = input.putArray("data");
    for (@Nullable Object[] row : rows) {
      switch (row[index]) {
        case null -> data.addNull();
        case Number number when datatype.equals("FP64") -> number(data, number.doubleValue());
        case Boolean flag when datatype.equals("BOOL") -> data.add(flag.booleanValue());
        case Boolean flag when datatype.equals("FP64") -> data.add(flag ? 1.0 : 0.0);
        case Object other -> data.add(other.toString());
      }
    }
  }

  /** JSON has no number that is not one; it is missing, as it is in Parquet. */
  private static void number(ArrayNode data, double value) {
    if (Double.isFinite(value)) {
      data.add(value);
    } else {
      data.addNull();
    }
  }

  private InferenceRequest() {}
}
