package dev.slipway.runner.validate;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.TolerantJson;
import dev.slipway.inference.InferenceRequest.Column;
import dev.slipway.runner.RunnerException;
import dev.slipway.store.SnapshotSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a snapshot's test part.
 *
 * @param columns the features, in the snapshot's order
 * @param features the features' values of each row
 * @param labels the label of each row, as text
 */
record HeldOutRows(List<Column> columns, List<@Nullable Object[]> features, List<String> labels) {
  /** The most rows that are sent; of more, those with the least hash are taken. */
  static final int MOST = 20_000;

  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /**
   * Reads them. Which rows are taken depends on their content alone, so every model of a snapshot
   * is asked for the same rows.
   *
   * @param snapshot the snapshot's folder
   */
  static HeldOutRows read(Path snapshot) throws IOException {
    var schema =
        JSON.readValue(Files.readAllBytes(snapshot.resolve("schema.json")), SnapshotSchema.class);
    String label = schema.label();
    if (label == null) {
      throw new RunnerException(
          "NoLabel",
          "the snapshot has no label, so predictions cannot be measured: give the Dataset a label",
          false);
    }
    List<Column> columns =
        schema.columns().stream()
            .filter(column -> column.role().equals(SnapshotSchema.FEATURE))
            .map(column -> new Column(column.name(), column.type()))
            .toList();
    var rows = new HeldOutRows(columns, new ArrayList<>(), new ArrayList<>());
    if (Files.isDirectory(snapshot.resolve("test"))) {
      rows.fill(snapshot.resolve("test"), label);
    }
    if (rows.labels.isEmpty()) {
      throw new RunnerException(
          "NoTestRows",
          "the snapshot has no rows held out for tests: give the Dataset's splits a test share",
          false);
    }
    return rows;
  }

  private void fill(Path folder, String label) throws IOException {
    String values = columns.stream().map(HeldOutRows::expression).collect(Collectors.joining(", "));
    String names = columns.stream().map(c -> name(c.name())).collect(Collectors.joining(", "));
    String sql =
        "SELECT CAST(%s AS VARCHAR), %s FROM read_parquet(%s) WHERE %s IS NOT NULL ORDER BY hash(%s, %s) LIMIT %d"
            .formatted(
                name(label),
                values,
                text(folder.resolve("*.parquet").toString()),
                name(label),
                name(label),
                names,
                MOST);
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement()) {
      statement.execute("SET memory_limit = '192MiB'");
      statement.execute("SET threads = 2");
      statement.execute("SET TimeZone = 'UTC'");
      try (ResultSet row = statement.executeQuery(sql)) {
        while (row.next()) {
          labels.add(row.getString(1));
          @Nullable Object[] of = new Object[columns.size()];
          for (int i = 0; i < of.length; i++) {
            of[i] = row.getObject(i + 2);
          }
          features.add(of);
        }
      }
    } catch (SQLException e) {
      throw new IOException("cannot read the test part: " + e.getMessage(), e);
    }
  }

  private static String expression(Column column) {
    String type =
        switch (column.type()) {
          case "number", "integer" -> "DOUBLE";
          case "boolean" -> "BOOLEAN";
          default -> "VARCHAR";
        };
    return "CAST(%s AS %s)".formatted(name(column.name()), type);
  }

  private static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
