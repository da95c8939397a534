package dev.slipway.agent;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.agent.Payload.Tensor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes what is captured as lines of JSON, one for each row; docs/formats.md has the form. */
final class CaptureLines {
  private static final JsonFactory JSON =
      JsonFactory.builder().build().disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
  private static final double WHOLE = 1e15;

  /** The id of one row of a request. */
  static String rowId(String id, int row, int rows) {
    return rows > 1 ? id + "/" + row : id;
  }

  /** The lines of a request and its answer. */
  static byte[] of(
      String id,
      Instant time,
      @Nullable String modelVersion,
      int status,
      Table table,
      List<Tensor> outputs)
      throws IOException {
    var lines = new ByteArrayOutputStream(256 * Math.max(1, table.rows()));
    try (JsonGenerator json = JSON.createGenerator(lines, JsonEncoding.UTF8)) {
      json.setRootValueSeparator(null);
      for (int row = 0; row < table.rows(); row++) {
        json.writeStartObject();
        json.writeStringField("id", rowId(id, row, table.rows()));
        json.writeNumberField("row", row);
        json.writeStringField("time", time.toString());
        json.writeStringField("modelVersion", modelVersion);
        json.writeNumberField("status", status);
        json.writeObjectFieldStart("features");
        for (Map.Entry<String, List<@Nullable Object>> column : table.columns().entrySet()) {
          json.writeFieldName(column.getKey());
          value(json, column.getValue().get(row));
        }
        json.writeEndObject();
        json.writeObjectFieldStart("outputs");
        for (Tensor output : outputs) {
          if (output.rows() == table.rows()) {
            json.writeFieldName(output.name());
            row(json, output, row);
          }
        }
        json.writeEndObject();
        json.writeEndObject();
        json.writeRaw('\n');
      }
    }
    return lines.toByteArray();
  }

  private static void row(JsonGenerator json, Tensor output, int row) throws IOException {
    int width = output.width();
    if (width == 1) {
      value(json, output.data().get(row));
      return;
    }
    json.writeStartArray();
    for (Object value : output.data().subList(row * width, (row + 1) * width)) {
      value(json, value);
    }
    json.writeEndArray();
  }

  private static void value(JsonGenerator json, @Nullable Object value) throws IOException {
    switch (value) {
      case null -> json.writeNull();
      case Double number when !Double.isFinite(number) -> json.writeNull();
      case Double number when number == Math.rint(number) && Math.abs(number) < WHOLE ->
          json.writeNumber(number.longValue());
      case Double number -> json.writeNumber(number);
      case Boolean flag -> json.writeBoolean(flag);
      default -> json.writeString(value.toString());
    }
  }

  private CaptureLines() {}
}
