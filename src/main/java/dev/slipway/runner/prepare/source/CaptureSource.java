package dev.slipway.runner.prepare.source;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.store.Layout;
import dev.slipway.store.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Captured requests of a Deployment as rows: {@code id}, every feature that was ever sent, and,
 * when only labelled ones are wanted, the label. Of captures with one id the last one counts, and
 * of labels of one id the last one. Requests that failed are left out, and so are lines that a
 * crash cut short.
 *
 * @param store the store's root
 * @param scratch where the lines are put together
 * @param say where progress is told
 */
public record CaptureSource(ObjectStore store, Path scratch, Consumer<String> say) {
  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Reads it.
   *
   * @param label the label's column, when only labelled requests are wanted
   */
  public Relation read(
      Engine engine, String source, String namespace, String deployment, @Nullable String label)
      throws IOException {
    Path captures = lines(Layout.captures(namespace, deployment), source + ".captures");
    String captured =
        "SELECT id, arg_max(features, \"time\") AS f FROM "
            + json(
                captures, "id: 'VARCHAR', \"time\": 'VARCHAR', status: 'INTEGER', features: 'JSON'")
            + " WHERE id IS NOT NULL AND status = 200 AND json_type(features) = 'OBJECT' GROUP BY id";
    String from = captured;
    if (label != null) {
      Path labels = lines(Layout.feedback(namespace, deployment), source + ".feedback");
      from =
          "SELECT c.id, c.f, l.v FROM ("
              + captured
              + ") c JOIN (SELECT id, arg_max(label, \"time\") AS v FROM "
              + json(labels, "id: 'VARCHAR', \"time\": 'VARCHAR', label: 'JSON'")
              + " WHERE id IS NOT NULL AND json_type(label) <> 'NULL' GROUP BY id) l USING (id)";
    }
    Relation raw = engine.table(from);
    if (engine.count(raw) == 0) {
      return new Relation(raw.table(), List.of(), true);
    }
    return Loading.of(
        engine, "(SELECT " + columns(engine, source, raw, label) + " FROM " + raw.quoted() + ")");
  }

  private static String columns(
      Engine engine, String source, Relation raw, @Nullable String label) {
    var columns = new ArrayList<String>();
    columns.add("id");
    structure(engine, raw, "json_object('v', f)")
        .forEach(
            (name, type) -> {
              if (name.equalsIgnoreCase("id") || name.equalsIgnoreCase(label)) {
                throw SourceFault.unreadable(
                    source,
                    "a captured feature is named "
                        + name
                        + ", as the request's id or the label is; serve it under another name");
              }
              columns.add(value("f", "/" + pointer(name), type) + " AS " + Sql.name(name));
            });
    if (label != null) {
      structure(engine, raw, "json_object('v', json_object('label', v))")
          .forEach((name, type) -> columns.add(value("v", "", type) + " AS " + Sql.name(label)));
    }
    return String.join(", ", columns);
  }

  /** The fields of all objects in {@code {"v":{…}}}, and the type that fits each of them. */
  private static Map<String, String> structure(Engine engine, Relation raw, String object) {
    String text =
        engine
            .rows(
                "SELECT CAST(json_group_structure(" + object + ") AS VARCHAR) FROM " + raw.quoted(),
                row -> row.getString(1))
            .getFirst();
    try {
      JsonNode fields = JSON.readTree(text).path("v");
      return fields.properties().stream()
          .collect(
              Collectors.toMap(
                  Map.Entry::getKey,
                  field -> type(field.getValue().asText()),
                  (a, b) -> a,
                  java.util.TreeMap::new));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB's structure is no JSON: " + text, e);
    }
  }

  private static String type(String structure) {
    return switch (structure) {
      case "BIGINT", "UBIGINT" -> "BIGINT";
      case "DOUBLE", "HUGEINT" -> "DOUBLE";
      case "BOOLEAN" -> "BOOLEAN";
      default -> "VARCHAR";
    };
  }

  private static String value(String json, String pointer, String type) {
    String text = "json_extract_string(" + json + ", " + Sql.text(pointer) + ")";
    return type.equals("VARCHAR") ? text : "CAST(" + text + " AS " + type + ")";
  }

  private static String pointer(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }

  private static String json(Path file, String columns) {
    return "read_json("
        + Sql.text(file.toString())
        + ", format = 'newline_delimited', ignore_errors = true, columns = {"
        + columns
        + "})";
  }

  /** All lines below a folder of the store in one file, whose last line is never half. */
  private Path lines(String folder, String name) throws IOException {
    Path file = scratch.resolve(name);
    int torn = 0;
    List<String> parts = store.list(folder).stream().filter(p -> p.endsWith(".ndjson.gz")).toList();
    try (OutputStream out = Files.newOutputStream(file)) {
      for (String part : parts) {
        try (InputStream in = new GZIPInputStream(store.stream(part))) {
          in.transferTo(out);
        } catch (java.io.EOFException | java.util.zip.ZipException e) {
          torn++;
        }
        out.write('\n');
      }
    }
    say.accept(
        "%s: %d files%s"
            .formatted(folder, parts.size(), torn == 0 ? "" : ", " + torn + " of them cut short"));
    return file;
  }
}
