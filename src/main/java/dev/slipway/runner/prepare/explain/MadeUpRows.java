package dev.slipway.runner.prepare.explain;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Tables with columns and without data. Something that is fitted needs values; rows are made up for
 * it, in which keys differ and other columns have few values.
 */
record MadeUpRows(Engine engine, List<String> keys) {
  private static final int ROWS = 200;

  /** A table of columns. */
  Relation table(List<Column> columns, boolean filled) {
    Relation table = engine.table(columns);
    if (filled) {
      engine.execute(
          "INSERT INTO %s SELECT %s FROM range(%d) t(i)"
              .formatted(
                  table.quoted(),
                  columns.stream().map(this::value).collect(Collectors.joining(", ")),
                  ROWS));
    }
    return table;
  }

  private String value(Column column) {
    boolean key = keys.stream().anyMatch(column::named);
    String number = key ? "i" : "(i % 7)";
    return switch (String.valueOf(column.kind())) {
      case "integer" -> number;
      case "number" -> number + " + 0.5";
      case "string" -> "'v' || " + number;
      case "boolean" -> "i % 2 = 0";
      case "timestamp" -> "TIMESTAMP '2026-01-01' + to_hours(CAST(i AS BIGINT))";
      default -> "NULL";
    };
  }
}
