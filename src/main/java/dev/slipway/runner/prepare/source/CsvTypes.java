package dev.slipway.runner.prepare.source;

import dev.slipway.api.CsvOptions;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Types of text columns: of each the first that all values have, looked for in all rows, because a
 * sample does not know the last one.
 */
final class CsvTypes {
  /** What {@link #guessed} fails with. */
  static final String MISMATCH = "a value of another type than those before it";

  /** Rows that tell which types are worth looking for. */
  private static final int SAMPLE = 2048;

  /** Tests in one statement: planning takes with the square of their number. */
  private static final int AT_A_TIME = 100;

  /** A type, and what tells that a value has it. */
  private enum Kind {
    BOOLEAN("lower(%1$s) IN ('true', 'false')", "%2$s(%1$s AS BOOLEAN)"),
    /** A number with a point is rounded when it is cast. */
    BIGINT("NOT regexp_matches(%1$s, '[^0-9+ -]')", "%2$s(%1$s AS BIGINT)"),
    /** Whole numbers beyond 64 bits are names of things, and would lose digits. */
    DOUBLE(
        "NOT contains(%1$s, '_') AND (contains(%1$s, '.')"
            + " OR try_cast(%1$s AS BIGINT) IS NOT NULL OR regexp_matches(%1$s, '[^0-9+ -]'))",
        "%2$s(%1$s AS DOUBLE)"),
    DATE("length(%1$s) = 10 AND %1$s LIKE '____-%%'", "%2$s(%1$s AS DATE)"),
    /**
     * What the engine itself would write for a moment has no offset; only other texts need the
     * slower cast that knows of them.
     */
    TIMESTAMP(
        "%1$s LIKE '____-%%'",
        "CASE WHEN CAST(try_cast(%1$s AS TIMESTAMP) AS VARCHAR) = %1$s"
            + " THEN CAST(%1$s AS TIMESTAMP)"
            + " ELSE CAST(%2$s(%1$s AS TIMESTAMPTZ) AS TIMESTAMP) END");

    private final String form;
    private final String cast;

    /**
     * A type.
     *
     * @param form what must be true of a text beside that it can be cast
     * @param cast the value of a text (first) by one way to cast (second)
     */
    Kind(String form, String cast) {
      this.form = form;
      this.cast = cast;
    }

    /** The expression of the value of a text that has one. */
    String value(String text) {
      return cast.formatted(text, "CAST");
    }

    /** The expression of the value of a text, missing where it has none. */
    String tried(String text) {
      return "CASE WHEN %s THEN %s END"
          .formatted(form.formatted(text), cast.formatted(text, "TRY_CAST"));
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

  private final Engine engine;
  private final String query;
  private final Map<String, CsvOptions.Type> given;
  private final List<Column> columns;
  private final Map<Column, List<Kind>> sampled;

  /**
   * Looks at the first rows.
   *
   * @param query the rows as text, but for columns whose types are given
   * @param given types that are given
   */
  CsvTypes(Engine engine, String query, Map<String, CsvOptions.Type> given) {
    this.engine = engine;
    this.query = query;
    this.given = given;
    this.columns = engine.describe(query);
    this.sampled = firstRows();
  }

  /**
   * The query of the rows with the types of the first ones, which reads them once; it fails with
   * {@link #MISMATCH} at a value of another type. Null when the first rows do not tell: a column
   * without a value there may be of any type.
   */
  @Nullable String guessed() {
    var list = new ArrayList<String>();
    for (Column column : columns) {
      List<Kind> kinds = sampled.getOrDefault(column, List.of());
      boolean integer = given.get(column.name()) == CsvOptions.Type.INTEGER;
      if (kinds.size() == Kind.values().length || (integer && kinds.isEmpty())) {
        return null;
      }
      String value =
          kinds.isEmpty()
              ? value(column, kinds)
              : "CASE WHEN %1$s IS NOT NULL THEN coalesce(%2$s, error('%3$s')) END"
                  .formatted(column.quoted(), kinds.getFirst().tried(column.quoted()), MISMATCH);
      list.add(value + " AS " + column.quoted());
    }
    return "SELECT " + String.join(", ", list) + " FROM (" + query + ")";
  }

  /**
   * The query of the rows with their types.
   *
   * @param wrong makes the refusal of a column that should be of whole numbers and is not
   */
  String typed(Function<String, RuntimeException> wrong) {
    Map<Column, List<Kind>> possible = held(sampled, "(" + query + ")");
    var list = new ArrayList<String>();
    for (Column column : columns) {
      List<Kind> kinds = possible.getOrDefault(column, List.of());
      if (kinds.isEmpty() && given.get(column.name()) == CsvOptions.Type.INTEGER) {
        empty(column, wrong);
        kinds = List.of(Kind.BIGINT);
      }
      list.add(value(column, kinds) + " AS " + column.quoted());
    }
    return "SELECT " + String.join(", ", list) + " FROM (" + query + ")";
  }

  /** The types that the first rows have. */
  private Map<Column, List<Kind>> firstRows() {
    Map<Column, List<Kind>> possible = new LinkedHashMap<>();
    for (Column column : columns) {
      CsvOptions.Type type = given.get(column.name());
      if (type == CsvOptions.Type.INTEGER) {
        possible.put(column, List.of(Kind.BIGINT));
      } else if (column.type().equals("VARCHAR") && type == null) {
        possible.put(column, List.of(Kind.values()));
      }
    }
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE sampled AS SELECT * FROM (" + query + ") LIMIT " + SAMPLE);
    return heldBySample(possible);
  }

  private static String value(Column column, List<Kind> kinds) {
    if (column.type().equals("TIMESTAMP WITH TIME ZONE")) {
      return "CAST(" + column.quoted() + " AS TIMESTAMP)";
    }
    return kinds.isEmpty() ? column.quoted() : kinds.getFirst().value(column.quoted());
  }

  /** Without any value a column is of whatever type is wanted. */
  private void empty(Column column, Function<String, RuntimeException> wrong) {
    String any = "SELECT count(*) FROM (" + query + ") WHERE " + column.quoted() + " IS NOT NULL";
    if (engine.number(any) > 0) {
      throw wrong.apply(column.name());
    }
  }

  /**
   * The types that all values of the sample have; a column without values may have any. Values are
   * stood below each other, so that however many columns there are, one statement tells.
   */
  private Map<Column, List<Kind>> heldBySample(Map<Column, List<Kind>> possible) {
    Map<Column, List<Kind>> held = new LinkedHashMap<>(possible);
    if (possible.isEmpty()) {
      return held;
    }
    List<Column> tested = List.copyOf(possible.keySet());
    String tests =
        Arrays.stream(Kind.values())
            .map(kind -> "bool_and(" + kind.tried("v") + " IS NOT NULL)")
            .collect(Collectors.joining(", "));
    String values =
        IntStream.range(0, tested.size())
            .mapToObj(i -> tested.get(i).quoted() + " AS \"" + i + "\"")
            .collect(Collectors.joining(", ", "SELECT ", " FROM sampled"));
    engine.execute(
        "CREATE OR REPLACE TEMP TABLE detected AS SELECT CAST(c AS INTEGER), %s FROM (UNPIVOT (%s) ON COLUMNS(*) INTO NAME c VALUE v) GROUP BY c"
            .formatted(tests, values));
    engine.each(
        "SELECT * FROM detected",
        row -> {
          var kinds = new ArrayList<Kind>();
          for (Kind kind : Kind.values()) {
            if (row.getBoolean(kind.ordinal() + 2)) {
              kinds.add(kind);
            }
          }
          held.computeIfPresent(
              tested.get(row.getInt(1)),
              (column, before) -> before.stream().filter(kinds::contains).toList());
        });
    held.values().removeIf(List::isEmpty);
    return held;
  }

  /** The types that all values have; a column without values has none. */
  private Map<Column, List<Kind>> held(Map<Column, List<Kind>> possible, String rows) {
    Map<Column, List<Kind>> held = new LinkedHashMap<>();
    var tests = new ArrayList<Test>();
    possible.forEach((column, kinds) -> kinds.forEach(kind -> tests.add(new Test(column, kind))));
    for (int from = 0; from < tests.size(); from += AT_A_TIME) {
      List<Test> some = tests.subList(from, Math.min(tests.size(), from + AT_A_TIME));
      // Results that are streamed lose what went wrong with them, those of a table do not.
      engine.execute(
          "CREATE OR REPLACE TEMP TABLE detected AS SELECT "
              + some.stream().map(Test::sql).collect(Collectors.joining(", "))
              + " FROM "
              + rows);
      engine.each(
          "SELECT * FROM detected",
          row -> {
            for (int i = 0; i < some.size(); i++) {
              if (row.getBoolean(i + 1)) {
                held.computeIfAbsent(some.get(i).column(), c -> new ArrayList<>())
                    .add(some.get(i).kind());
              }
            }
          });
    }
    return held;
  }

  /** Whether all values of a column have a type. */
  private record Test(Column column, Kind kind) {
    String sql() {
      String name = column.quoted();
      return "coalesce(bool_and(CASE WHEN %s IS NOT NULL THEN %s IS NOT NULL END), false)"
          .formatted(name, kind.tried(name));
    }
  }
}
