package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Part;
import dev.slipway.store.SnapshotSchema;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows of other parts that equal a row of the train part in every feature and in the label; keys
 * may differ. Rows are compared by a hash of 64 bits. Of more than a million rows those are counted
 * whose hash is small: equal rows come together or not at all.
 *
 * @param sampled whether they are
 * @param copies how many rows of the train part there are to each that is different from the others
 * @param parts by part
 */
public record Duplicates(boolean sampled, double copies, Map<String, Count> parts) {
  /**
   * Of one part.
   *
   * @param equal rows that equal one of the train part
   * @param rows rows that were looked at
   */
  public record Count(long equal, long rows) {
    /** Their share. */
    public double share() {
      return rows == 0 ? 0 : (double) equal / rows;
    }
  }

  private static final long MOST_ROWS = 1_000_000;

  static Duplicates of(Engine engine, FinalTable table, List<SnapshotSchema.Column> columns) {
    return of(engine, table, columns, MOST_ROWS);
  }

  static Duplicates of(
      Engine engine, FinalTable table, List<SnapshotSchema.Column> columns, long most) {
    long all = table.counts().values().stream().mapToLong(Long::longValue).sum();
    List<String> names =
        columns.stream()
            .filter(c -> !c.role().equals(SnapshotSchema.KEY))
            .map(SnapshotSchema.Column::name)
            .toList();
    var parts = new TreeMap<String, Count>();
    double[] copies = {1};
    if (names.isEmpty()) {
      return new Duplicates(false, 1, parts);
    }
    String hashed =
        "SELECT hash(%s) AS h, %s AS part FROM %s"
            .formatted(Sql.names(names), FinalTable.PART, table.rows().quoted());
    String kept = all <= most ? "true" : Sample.below("h", all, most);
    engine.each(
        ("SELECT part, sum(n), coalesce(sum(n) FILTER (WHERE seen), 0), count(*) FROM"
                + " (SELECT h, part, count(*) AS n, bool_or(part = '%s') OVER (PARTITION BY h) AS seen"
                + " FROM (%s) WHERE %s GROUP BY h, part) GROUP BY part")
            .formatted(Part.TRAIN, hashed, kept),
        row -> {
          if (row.getString(1).equals(Part.TRAIN)) {
            copies[0] = row.getDouble(2) / row.getDouble(4);
          } else {
            parts.put(row.getString(1), new Count(row.getLong(3), row.getLong(2)));
          }
        });
    return new Duplicates(all > most, copies[0], parts);
  }
}
