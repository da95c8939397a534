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
import java.util.List;
import java.util.stream.Collectors;
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
    List<Long> values = values(columns);
    return new Profile(
        rows,
        IntStream.range(0, columns.size())
            .mapToObj(i -> column(columns.get(i), values.get(i)))
            .toList());
  }

  /** How many values each column has. */
  private List<Long> values(List<SnapshotSchema.Column> columns) {
    String counts =
        columns.stream()
            .map(column -> "count(" + Sql.name(column.name()) + ")")
            .collect(Collectors.joining(", "));
    return engine
        .rows(
            "SELECT " + counts + from(),
            row -> {
              var list = new ArrayList<Long>();
              for (int i = 1; i <= columns.size(); i++) {
                list.add(row.getLong(i));
              }
              return list;
            })
        .getFirst();
  }

  private ColumnProfile column(SnapshotSchema.Column column, long values) {
    boolean key = column.role().equals(SnapshotSchema.KEY);
    return switch (column.type()) {
      case "number", "integer" -> key ? bare(column, values) : number(column, values);
      case "string", "boolean" -> key ? bare(column, values) : categories(column, values);
      default -> bare(column, values);
    };
  }

  /** Keys and moments differ from row to row: only their missing values are worth counting. */
  private ColumnProfile bare(SnapshotSchema.Column column, long values) {
    return new ColumnProfile(
        column.name(),
        column.type(),
        column.role(),
        null,
        List.of(),
        List.of(),
        values,
        rows - values,
        null,
        null,
        null,
        null);
  }

  private ColumnProfile number(SnapshotSchema.Column column, long values) {
    Distribution found = Distribution.of(engine, table, Sql.name(column.name()), train, values);
    return new ColumnProfile(
        column.name(),
        column.type(),
        column.role(),
        found == null ? List.of() : Arrays.stream(found.deciles()).distinct().boxed().toList(),
        null,
        found == null ? List.of(0L) : Arrays.stream(found.bins()).boxed().toList(),
        0,
        rows - values,
        found == null ? null : (Double) found.mean(),
        found == null ? null : found.deviation(),
        found == null ? null : (Double) found.min(),
        found == null ? null : (Double) found.max());
  }

  private ColumnProfile categories(SnapshotSchema.Column column, long values) {
    String name = Sql.name(column.name());
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
        values - listed,
        rows - values,
        null,
        null,
        null,
        null);
  }

  private String from() {
    return " FROM " + table + " WHERE " + train;
  }
}
