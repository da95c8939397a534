package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the classes of a label are spread over the parts.
 *
 * @param classes the most frequent first, at most 20
 * @param parts rows of each part in the order of the classes, and of all other classes at the end
 * @param distinct how many classes there are
 */
public record LabelBalance(List<String> classes, Map<String, List<Long>> parts, long distinct) {
  private static final int MOST_CLASSES = 20;

  private record Cell(String name, String part, long rows, long all) {}

  /** Counts all rows. */
  static LabelBalance of(Engine engine, FinalTable table, String label) {
    String from = " FROM " + table.rows().quoted();
    String value = "CAST(" + Sql.name(label) + " AS VARCHAR)";
    List<Cell> cells =
        engine.rows(
            ("SELECT c, p, n, t FROM (SELECT %1$s AS c, %2$s AS p, count(*) AS n, sum(count(*)) OVER (PARTITION BY %1$s) AS t%3$s"
                    + " GROUP BY 1, 2) QUALIFY dense_rank() OVER (ORDER BY t DESC, c) <= %4$d ORDER BY t DESC, c, p")
                .formatted(value, FinalTable.PART, from, MOST_CLASSES),
            row -> new Cell(row.getString(1), row.getString(2), row.getLong(3), row.getLong(4)));
    List<String> classes = cells.stream().map(Cell::name).distinct().toList();
    var counts = new TreeMap<String, Map<String, Long>>();
    cells.forEach(
        c -> counts.computeIfAbsent(c.part(), p -> new TreeMap<>()).put(c.name(), c.rows()));
    var parts = new LinkedHashMap<String, List<Long>>();
    table
        .counts()
        .forEach(
            (part, rows) -> {
              var list = new ArrayList<Long>();
              for (String name : classes) {
                list.add(counts.getOrDefault(part, Map.of()).getOrDefault(name, 0L));
              }
              list.add(rows - list.stream().mapToLong(Long::longValue).sum());
              parts.put(part, list);
            });
    return new LabelBalance(
        classes, parts, engine.number("SELECT count(DISTINCT " + value + ")" + from));
  }
}
