package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/**
 * How many rows have a value of a column's group and a label of the label's group: {@code
 * counts[x][y]}.
 *
 * @param fit of rows that may be fitted on
 * @param held of rows that are held out, in the same groups
 */
record Contingency(long[][] fit, long[][] held) {
  private record Cell(boolean held, String x, String y, long rows) {}

  /** Counts the rows of a sample. */
  static Contingency of(Engine engine, Sample sample, Grouping column, Grouping label) {
    List<Cell> cells =
        engine.rows(
            "SELECT h, %s, %s, count(*) FROM (SELECT %s AS h, %s AS x, %s AS y FROM %s) GROUP BY ALL"
                .formatted(
                    column.group("x"),
                    label.group("y"),
                    Sample.HELD,
                    column.value(),
                    label.value(),
                    sample.table()),
            row -> new Cell(row.getBoolean(1), row.getString(2), row.getString(3), row.getLong(4)));
    var xs = new TreeMap<String, Integer>();
    // Groups of numbers in their order, so that ranks can be made of them.
    var ys = new TreeMap<String, Integer>(order(label));
    cells.forEach(
        cell -> {
          xs.put(cell.x(), 0);
          ys.put(cell.y(), 0);
        });
    number(xs);
    number(ys);
    long[][] fit = new long[xs.size()][ys.size()];
    long[][] held = new long[xs.size()][ys.size()];
    for (Cell cell : cells) {
      (cell.held() ? held : fit)[place(xs, cell.x())][place(ys, cell.y())] = cell.rows();
    }
    return new Contingency(fit, held);
  }

  private static Comparator<String> order(Grouping label) {
    return label.edges() == null
        ? Comparator.naturalOrder()
        : Comparator.comparingInt(Integer::parseInt);
  }

  private static void number(TreeMap<String, Integer> groups) {
    var names = new ArrayList<>(groups.keySet());
    for (int i = 0; i < names.size(); i++) {
      groups.put(names.get(i), i);
    }
  }

  private static int place(TreeMap<String, Integer> groups, String name) {
    return groups.getOrDefault(name, 0);
  }
}
