package dev.slipway.agent;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request or an answer of the Open Inference Protocol, as far as it is counted.
 *
 * @param id its id; null when it has none
 * @param tensors its inputs or outputs, in order
 */
record Payload(@Nullable String id, List<Tensor> tensors) {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /**
   * A named tensor.
   *
   * @param name its name
   * @param shape its shape; empty when none is given
   * @param data its values in row-major order: Double, String, Boolean or null
   */
  record Tensor(String name, List<Long> shape, List<@Nullable Object> data) {
    /** How many rows it has; a scalar is one row. */
    int rows() {
      if (shape.isEmpty()) {
        return data.size();
      }
      return Math.toIntExact(Math.min(shape.getFirst(), Integer.MAX_VALUE));
    }

    /** How many values each row has; 0 when there are no rows. */
    int width() {
      return rows() == 0 ? 0 : data.size() / rows();
    }

    /** Whether the values fill the rows evenly. */
    boolean regular() {
      return rows() == 0 ? data.isEmpty() : data.size() % rows() == 0;
    }
  }

  /**
   * Reads the tensors of a payload.
   *
   * @param json the body
   * @param field inputs or outputs
   * @throws IOException when it is not what the protocol asks for
   */
  static Payload read(byte[] json, String field) throws IOException {
    try (JsonParser parser = JSON.createParser(json)) {
      expect(parser.nextToken(), JsonToken.START_OBJECT);
      String id = null;
      var tensors = new ArrayList<Tensor>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String name = parser.currentName();
        JsonToken value = parser.nextToken();
        if (name.equals("id") && value == JsonToken.VALUE_STRING) {
          id = parser.getText();
        } else if (name.equals(field)) {
          expect(value, JsonToken.START_ARRAY);
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            tensors.add(tensor(parser));
          }
        } else {
          parser.skipChildren();
        }
      }
      expect(parser.currentToken(), JsonToken.END_OBJECT);
      return new Payload(id, tensors);
    }
  }

  private static Tensor tensor(JsonParser parser) throws IOException {
    expect(parser.currentToken(), JsonToken.START_OBJECT);
    String name = null;
    var shape = new ArrayList<Long>();
    var data = new ArrayList<@Nullable Object>();
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String field = parser.currentName();
      JsonToken value = parser.nextToken();
      switch (field) {
        case "name" -> name = parser.getText();
        case "shape" -> {
          expect(value, JsonToken.START_ARRAY);
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            shape.add(parser.getLongValue());
          }
        }
        case "data" -> values(parser, data);
        default -> parser.skipChildren();
      }
    }
    if (name == null) {
      throw new IOException("a tensor has no name");
    }
    var tensor = new Tensor(name, shape, data);
    if (!tensor.regular()) {
      throw new IOException("the data of " + name + " do not fit its shape");
    }
    return tensor;
  }

  /** Nested arrays are the same as one flat array, says the protocol. */
  private static void values(JsonParser parser, List<@Nullable Object> data) throws IOException {
    expect(parser.currentToken(), JsonToken.START_ARRAY);
    int depth = 1;
    while (depth > 0) {
      JsonToken token = parser.nextToken();
      switch (token) {
        case START_ARRAY -> depth++;
        case END_ARRAY -> depth--;
        case VALUE_STRING -> data.add(parser.getText());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> data.add(parser.getDoubleValue());
        case VALUE_TRUE -> data.add(Boolean.TRUE);
        case VALUE_FALSE -> data.add(Boolean.FALSE);
        case VALUE_NULL -> data.add(null);
        case null, default -> throw new IOException("a tensor's data hold " + token);
      }
    }
  }

  private static void expect(@Nullable JsonToken found, JsonToken wanted) throws IOException {
    if (found != wanted) {
      throw new IOException("expected " + wanted + " but found " + found);
    }
  }
}
