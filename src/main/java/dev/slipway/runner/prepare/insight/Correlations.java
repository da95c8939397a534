package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.store.SnapshotSchema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Pearson's correlation of each pair of numeric columns, over the rows that have both: about
 * 100,000 of the rows that are not held out.
 *
 * @param columns their names
 * @param values a row for each column; null where one of the two never changes
 */
public record Correlations(List<String> columns, List<List<@Nullable Double>> values) {
  private static final int MOST_COLUMNS = 40;
  private static final long MOST_ROWS = 100_000;

  /** The first 40 numeric ones of some columns. */
  static Correlations of(Engine engine, Sample sample, List<SnapshotSchema.Column> columns) {
    List<SnapshotSchema.Column> numeric =
        columns.stream().filter(Grouping::numeric).limit(MOST_COLUMNS).toList();
    int size = numeric.size();
    if (size < 2) {
      return new Correlations(List.of(), List.of());
    }
    String rows = rows(engine, sample, numeric);
    List<@Nullable Double> pairs =
        engine
            .rows(
                "SELECT "
                    + IntStream.range(0, size)
                        .boxed()
                        .flatMap(
                            i ->
                                IntStream.range(0, i)
                                    .mapToObj(j -> "corr(c%d, c%d)".formatted(i, j)))
                        .collect(Collectors.joining(", "))
                    + " FROM "
                    + rows,
                row -> read(row, size * (size - 1) / 2))
            .getFirst();
    var values = new ArrayList<List<@Nullable Double>>();
    for (int i = 0; i < size; i++) {
      var line = new ArrayList<@Nullable Double>(Collections.nCopies(size, null));
      line.set(i, 1.0);
      values.add(line);
    }
    int next = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        Double value = pairs.get(next++);
        values.get(i).set(j, value);
        values.get(j).set(i, value);
      }
    }
    return new Correlations(numeric.stream().map(SnapshotSchema.Column::name).toList(), values);
  }

  private static List<@Nullable Double> read(ResultSet row, int many) throws SQLException {
    var list = new ArrayList<@Nullable Double>();
    for (int i = 1; i <= many; i++) {
      double value = row.getDouble(i);
      // The last digits depend on the order of summing.
      list.add(
          row.wasNull() || Double.isNaN(value)
              ? null
              : (Double) (Math.round(Math.clamp(value, -1, 1) * 1e4) / 1e4));
    }
    return list;
  }

  /** Columns c0, c1, …, moved into −1 to 1, so that no sum of squares overflows. */
  private static String rows(Engine engine, Sample sample, List<SnapshotSchema.Column> numeric) {
    String from = " FROM " + sample.table() + " WHERE NOT " + Sample.HELD;
    long all = engine.number("SELECT count(*)" + from);
    if (all > MOST_ROWS) {
      // The upper half of the hash has chosen the sample.
      String lower = "CAST(%s & 18446744073709551615::UHUGEINT AS UBIGINT)";
      from += " AND " + Sample.below(lower.formatted(FinalTable.ROW_HASH), all, MOST_ROWS);
    }
    var inner = new ArrayList<String>();
    var bounds = new ArrayList<String>();
    var scaled = new ArrayList<String>();
    for (int i = 0; i < numeric.size(); i++) {
      inner.add(Grouping.number(numeric.get(i)) + " AS v" + i);
      bounds.add("min(v%1$d) / 2 AS a%1$d, max(v%1$d) / 2 AS b%1$d".formatted(i));
      scaled.add("(v%1$d - (a%1$d + b%1$d)) / nullif(b%1$d - a%1$d, 0) AS c%1$d".formatted(i));
    }
    String values = "(SELECT " + String.join(", ", inner) + from + ")";
    return "(WITH v AS %s SELECT %s FROM v, (SELECT %s FROM v))"
        .formatted(values, String.join(", ", scaled), String.join(", ", bounds));
  }
}
