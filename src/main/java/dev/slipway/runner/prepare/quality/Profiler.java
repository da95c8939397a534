package dev.slipway.runner.prepare.quality;

import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Profile;
import dev.slipway.runner.prepare.engine.Distribution;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Part;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/** Makes the profile of the train part: the bins that traffic will be counted into. */
public final class Profiler {
  private static final int MOST_CATEGORIES = 200;

  private final Engine engine;
  private final String table;
  private final String train = FinalTable.PART + " = '" + Part.TRAIN + "'";
  private final long rows;

  public Profiler(Engine engine, FinalTable table) {
    this.engine = engine;
    this.table = table.rows().quoted();
    this.rows = table.counts().getOrDefault(Part.TRAIN, 0L);
  }

  /** The profile of all columns. */
  public Profile profile(List<SnapshotSchema.Column> columns) {
    return new Profile(rows, columns.stream().map(this::column).toList());
  }

  private ColumnProfile column(SnapshotSchema.Column column) {
    String name = Sql.name(column.name());
    long nulls = engine.number("SELECT count(*) - count(" + name + ")" + from());
    boolean key = column.role().equals(SnapshotSchema.KEY);
    return switch (column.type()) {
      case "number", "integer" -> key ? bare(column, nulls) : number(column, name, nulls);
      case "string", "boolean" -> key ? bare(column, nulls) : categories(column, name, nulls);
      default -> bare(column, nulls);
    };
  }

  /** Keys and moments differ from row to row: only their missing values are worth counting. */
  private ColumnProfile bare(SnapshotSchema.Column column, long nulls) {
    return new ColumnProfile(
        column.name(),
        column.type(),
        column.role(),
        null,
        List.of(),
        List.of(),
        rows - nulls,
        nulls,
        null,
        null,
        null,
        null);
  }

  private ColumnProfile number(SnapshotSchema.Column column, String name, long nulls) {
    Distribution found = Distribution.of(engine, table, name, train);
    List<Double> edges =
        found == null ? List.of() : Arrays.stream(found.deciles()).distinct().boxed().toList();
    return new ColumnProfile(
        column.name(),
        column.type(),
        column.role(),
        edges,
        null,
        counts(name, edges),
        0,
        nulls,
        found == null ? null : (Double) found.mean(),
        found == null ? null : found.deviation(),
        found == null ? null : (Double) found.min(),
        found == null ? null : (Double) found.max());
  }

  private List<Long> counts(String name, List<Double> edges) {
    var counts = new ArrayList<>(Collections.nCopies(edges.size() + 1, 0L));
    if (edges.isEmpty()) {
      return counts;
    }
    String bin =
        String.join(
            " + ",
            IntStream.range(0, edges.size())
                .mapToObj(
                    i ->
                        "CAST(CAST(%s AS DOUBLE) >= %s AS INTEGER)"
                            .formatted(name, Sql.number(edges.get(i))))
                .toList());
    engine.each(
        "SELECT " + bin + ", count(*)" + from() + " AND " + name + " IS NOT NULL GROUP BY 1",
        row -> counts.set(row.getInt(1), row.getLong(2)));
    return counts;
  }

  private ColumnProfile categories(SnapshotSchema.Column column, String name, long nulls) {
    var categories = new ArrayList<String>();
    var counts = new ArrayList<Long>();
    engine.each(
        "SELECT CAST(%s AS VARCHAR), count(*)%s AND %s IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %d"
            .formatted(name, from(), name, MOST_CATEGORIES),
        row -> {
          categories.add(row.getString(1));
          counts.add(row.getLong(2));
        });
    long listed = counts.stream().mapToLong(Long::longValue).sum();
    return new ColumnProfile(
        column.name(),
        column.type(),
        column.role(),
        null,
        categories,
        counts,
        rows - nulls - listed,
        nulls,
        null,
        null,
        null,
        null);
  }

  private String from() {
    return " FROM " + table + " WHERE " + train;
  }
}
