package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many rows have a value of a column's group and a label of the label's group: {@code
 * counts[x][y]}. Groups of a label that is a number are in its order.
 *
 * @param fit of rows that may be fitted on
 * @param held of rows that are held out, in the same groups
 */
record Contingency(long[][] fit, long[][] held) {
  private record Cell(boolean held, String x, String y, long rows) {}

  /** Counts the rows of a sample for each of several columns. */
  static List<Contingency> of(
      Engine engine, Sample sample, Collection<Grouping> columns, Grouping label) {
    var cells = new ArrayList<List<Cell>>();
    columns.forEach(column -> cells.add(new ArrayList<>()));
    GroupCounts.of(
        engine,
        sample,
        "true",
        List.of(Grouped.plain(Sample.HELD), label),
        List.copyOf(columns),
        (column, keys, group, rows) ->
            cells
                .get(column)
                .add(new Cell(Boolean.parseBoolean(keys.get(0)), group, keys.get(1), rows)));
    return cells.stream().map(list -> of(list, label.edges() != null)).toList();
  }

  private static Contingency of(List<Cell> cells, boolean ordered) {
    Map<String, Integer> xs =
        places(cells.stream().map(Cell::x).toList(), Comparator.naturalOrder());
    Map<String, Integer> ys =
        places(
            cells.stream().map(Cell::y).toList(),
            ordered ? Comparator.comparingInt(Integer::parseInt) : Comparator.naturalOrder());
    long[][] fit = new long[xs.size()][ys.size()];
    long[][] held = new long[xs.size()][ys.size()];
    for (Cell cell : cells) {
      int x = xs.getOrDefault(cell.x(), 0);
      int y = ys.getOrDefault(cell.y(), 0);
      (cell.held() ? held : fit)[x][y] = cell.rows();
    }
    return new Contingency(fit, held);
  }

  private static Map<String, Integer> places(List<String> groups, Comparator<String> order) {
    var places = new HashMap<String, Integer>();
    groups.stream().distinct().sorted(order).forEach(g -> places.put(g, places.size()));
    return places;
  }
}
