package dev.slipway.runner.prepare.source;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * JSON (RFC 8259): an array of objects, or objects one after another.
 *
 * @param lines whether it must be one object a line
 */
record JsonFormat(boolean lines) implements FileFormat {
  /** The largest object, in bytes. */
  private static final int LARGEST = 64 << 20;

  @Override
  public Relation read(Engine engine, Input input) throws IOException {
    String source = input.source().name();
    String reader =
        "read_json(%s, format = '%s', records = true, sample_size = -1, union_by_name = true, map_inference_threshold = -1, maximum_object_size = %d, hive_partitioning = %s)"
            .formatted(
                input.paths(), lines ? "newline_delimited" : "auto", LARGEST, input.partitioned());
    try {
      List<Column> columns = engine.describe("SELECT * FROM " + reader);
      return Loading.of(
          engine,
          "(SELECT "
              + columns.stream().map(JsonFormat::plain).collect(Collectors.joining(", "))
              + " FROM "
              + reader
              + ")");
    } catch (EngineException e) {
      if (!FaultText.ofContent(e)) {
        throw e.at("source " + source);
      }
      String text = FaultText.firstLine(input.explain(e));
      if (text.contains("expected records")) {
        throw SourceFault.unreadable(
            source,
            input.named(text)
                + " holds no object with named fields; write an array of objects, or one object a"
                + " line");
      }
      throw SourceFault.unreadable(
          source,
          input.named(text)
              + " cannot be read as "
              + (lines ? "NDJSON" : "JSON")
              + JsonFault.locate(input, text)
              + ": "
              + text);
    }
  }

  /** Values of more than one type come as JSON; their text is what they are. */
  private static String plain(Column column) {
    return column.type().equals("JSON")
        ? "json_extract_string(" + column.quoted() + ", '$') AS " + column.quoted()
        : column.quoted();
  }
}
