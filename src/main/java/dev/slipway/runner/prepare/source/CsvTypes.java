package dev.slipway.runner.prepare.source;

import dev.slipway.api.CsvOptions;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Types of text columns: of each the first that all values have, looked for in all rows, because a
 * sample does not know the last one.
 *
 * @param query the rows as text, but for columns whose types are given
 * @param given types that are given
 */
record CsvTypes(Engine engine, String query, Map<String, CsvOptions.Type> given) {
  /** Rows that tell which types are worth looking for. */
  private static final int SAMPLE = 2048;

  /** A type, and what tells that a value has it. */
  private enum Kind {
    BOOLEAN("lower(%1$s) IN ('true', 'false')", "CAST(%1$s AS BOOLEAN)"),
    /** A number with a point is rounded when it is cast. */
    BIGINT(
        "try_cast(%1$s AS BIGINT) IS NOT NULL AND NOT regexp_matches(%1$s, '[^0-9+ -]')",
        "CAST(%1$s AS BIGINT)"),
    /** Whole numbers beyond 64 bits are names of things, and would lose digits. */
    DOUBLE(
        "try_cast(%1$s AS DOUBLE) IS NOT NULL AND NOT contains(%1$s, '_')"
            + " AND (try_cast(%1$s AS BIGINT) IS NOT NULL OR regexp_matches(%1$s, '[^0-9+ -]'))",
        "CAST(%1$s AS DOUBLE)"),
    DATE(
        "length(%1$s) = 10 AND %1$s LIKE '____-%%' AND try_cast(%1$s AS DATE) IS NOT NULL",
        "CAST(%1$s AS DATE)"),
    TIMESTAMP(
        "%1$s LIKE '____-%%' AND try_cast(%1$s AS TIMESTAMPTZ) IS NOT NULL",
        "CAST(CAST(%1$s AS TIMESTAMPTZ) AS TIMESTAMP)");

    private final String test;
    private final String cast;

    Kind(String test, String cast) {
      this.test = test;
      this.cast = cast;
    }
  }

  /** The type that the reader gives a column, whose values it then checks line by line. */
  static String read(CsvOptions.@Nullable Type type) {
    return switch (type) {
      // The reader would round numbers with a point.
      case INTEGER -> "VARCHAR";
      case NUMBER -> "DOUBLE";
      case BOOLEAN -> "BOOLEAN";
      case TIMESTAMP -> "TIMESTAMPTZ";
      case STRING -> "VARCHAR";
      case null -> "VARCHAR";
    };
  }

  /**
   * The query of the rows with their types.
   *
   * @param wrong makes the refusal of a column that should be of whole numbers and is not
   */
  String typed(Function<String, RuntimeException> wrong) {
    List<Column> columns = engine.describe(query);
    Map<Column, List<Kind>> possible = new LinkedHashMap<>();
    for (Column column : columns) {
      CsvOptions.Type type = given.get(column.name());
      if (type == CsvOptions.Type.INTEGER) {
        possible.put(column, List.of(Kind.BIGINT));
      } else if (column.type().equals("VARCHAR") && type == null) {
        possible.put(column, List.of(Kind.values()));
      }
    }
    possible = held(possible, "(" + query + ") LIMIT " + SAMPLE);
    possible = held(possible, query);
    var list = new ArrayList<String>();
    for (Column column : columns) {
      List<Kind> kinds = possible.getOrDefault(column, List.of());
      if (kinds.isEmpty() && given.get(column.name()) == CsvOptions.Type.INTEGER) {
        empty(column, wrong);
        kinds = List.of(Kind.BIGINT);
      }
      String value =
          column.type().equals("TIMESTAMP WITH TIME ZONE")
              ? "CAST(" + column.quoted() + " AS TIMESTAMP)"
              : kinds.isEmpty()
                  ? column.quoted()
                  : kinds.getFirst().cast.formatted(column.quoted());
      list.add(value + " AS " + column.quoted());
    }
    return "SELECT " + String.join(", ", list) + " FROM (" + query + ")";
  }

  /** Without any value a column is of whatever type is wanted. */
  private void empty(Column column, Function<String, RuntimeException> wrong) {
    String any = "SELECT count(*) FROM (" + query + ") WHERE " + column.quoted() + " IS NOT NULL";
    if (engine.number(any) > 0) {
      throw wrong.apply(column.name());
    }
  }

  /** The types that all values of a query's rows have; none when there is no value. */
  private Map<Column, List<Kind>> held(Map<Column, List<Kind>> possible, String rows) {
    Map<Column, List<Kind>> held = new LinkedHashMap<>();
    possible.forEach(
        (column, kinds) -> {
          if (!kinds.isEmpty()) {
            held.put(column, new ArrayList<>());
          }
        });
    if (held.isEmpty()) {
      return held;
    }
    String tests =
        held.keySet().stream()
            .flatMap(c -> possible.getOrDefault(c, List.of()).stream().map(k -> test(c, k)))
            .collect(Collectors.joining(", "));
    // Results that are streamed lose what went wrong with them, those of a table do not.
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE detected AS SELECT " + tests + " FROM (" + rows + ")");
    engine.each(
        "SELECT * FROM detected",
        row -> {
          int i = 1;
          for (Map.Entry<Column, List<Kind>> entry : held.entrySet()) {
            for (Kind kind : possible.getOrDefault(entry.getKey(), List.of())) {
              if (row.getBoolean(i++)) {
                entry.getValue().add(kind);
              }
            }
          }
        });
    return held;
  }

  private static String test(Column column, Kind kind) {
    return "coalesce(bool_and("
        + kind.test.formatted(column.quoted())
        + ") FILTER (WHERE "
        + column.quoted()
        + " IS NOT NULL), false)";
  }
}
