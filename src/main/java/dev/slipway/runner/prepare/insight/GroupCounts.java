package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Counts rows by each of many groupings. One pass does for 32 of them: a wide table costs more to
 * name than to read.
 */
final class GroupCounts {
  private static final int AT_ONCE = 32;

  /** Takes a count. */
  interface Sink {
    /**
     * Takes one.
     *
     * @param grouping which of the groupings, from 0
     * @param keys the groups of the keys
     * @param group the group of that grouping
     */
    void take(int grouping, List<String> keys, String group, long rows);
  }

  /**
   * Counts.
   *
   * @param where which rows of a sample
   * @param keys what rows are always grouped by besides
   */
  static void of(
      Engine engine,
      Sample sample,
      String where,
      List<Grouped> keys,
      List<? extends Grouped> groupings,
      Sink sink) {
    for (int from = 0; from < groupings.size(); from += AT_ONCE) {
      int first = from;
      var batch = groupings.subList(from, Math.min(groupings.size(), from + AT_ONCE));
      engine.each(
          query(sample, where, keys, batch),
          row -> {
            var found = new ArrayList<String>();
            for (int i = 0; i < keys.size(); i++) {
              found.add(row.getString(i + 4));
            }
            // The bit of the grouping that a row belongs to is 0, that of the last one the least.
            int grouping = batch.size() - 1 - Long.numberOfTrailingZeros(~row.getLong(1));
            sink.take(first + grouping, found, row.getString(2), row.getLong(3));
          });
    }
  }

  private static String query(
      Sample sample, String where, List<Grouped> keys, List<? extends Grouped> batch) {
    var values = new ArrayList<String>();
    var groups = new ArrayList<String>();
    for (int i = 0; i < keys.size(); i++) {
      values.add(keys.get(i).value() + " AS w" + i);
      groups.add(keys.get(i).group("w" + i) + " AS k" + i);
    }
    for (int i = 0; i < batch.size(); i++) {
      values.add(batch.get(i).value() + " AS v" + i);
      groups.add(batch.get(i).group("v" + i) + " AS x" + i);
    }
    String names = names("x", batch.size());
    String fixed =
        IntStream.range(0, keys.size()).mapToObj(i -> ", k" + i).collect(Collectors.joining());
    String sets =
        IntStream.range(0, batch.size())
            .mapToObj(i -> "(x" + i + fixed + ")")
            .collect(Collectors.joining(", "));
    return "SELECT grouping(%1$s), concat(%1$s), count(*)%2$s FROM (SELECT %3$s FROM (SELECT %4$s FROM %5$s WHERE %6$s)) GROUP BY GROUPING SETS (%7$s)"
        .formatted(
            names,
            fixed,
            String.join(", ", groups),
            String.join(", ", values),
            sample.table(),
            where,
            sets);
  }

  private static String names(String letter, int many) {
    return IntStream.range(0, many).mapToObj(i -> letter + i).collect(Collectors.joining(", "));
  }

  private GroupCounts() {}
}
