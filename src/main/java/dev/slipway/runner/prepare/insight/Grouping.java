package dev.slipway.runner.prepare.insight;

import dev.slipway.profile.ColumnProfile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column's values put into few groups.
 *
 * @param value the expression of a value
 * @param edges group i holds the values x with exactly i edges ≤ x; null for categories
 * @param listed the values that are groups of their own; null for numbers
 */
record Grouping(String value, @Nullable List<Double> edges, @Nullable List<String> listed)
    implements Grouped {
  /** The group of missing values of categories; that of numbers is -1. */
  static final String MISSING = "-";

  /** The group of values that are not listed. */
  static final String OTHER = "*";

  private static final String LISTED = "=";

  /**
   * Groups of columns: numbers and moments by quantiles of the rows that are not held out,
   * everything else by the values that its profile lists. Behind each quantile is the next number
   * too: a value that many rows share (the zero of most amounts) is then a group of its own, and
   * what lies just above it another.
   *
   * @return by name
   */
  static Map<String, Grouping> of(
      Engine engine,
      Sample sample,
      List<SnapshotSchema.Column> columns,
      Map<String, ColumnProfile> profiles) {
    var groupings = new LinkedHashMap<String, Grouping>();
    List<SnapshotSchema.Column> numeric = columns.stream().filter(Grouping::numeric).toList();
    List<List<Double>> quantiles =
        Quantiles.of(engine, sample, numeric.stream().map(Grouping::number).toList());
    for (int i = 0; i < numeric.size(); i++) {
      var edges = new ArrayList<Double>();
      for (double quantile : quantiles.get(i)) {
        edges.add(quantile);
        edges.add(Math.nextUp(quantile));
      }
      groupings.put(
          numeric.get(i).name(),
          new Grouping(number(numeric.get(i)), edges.stream().distinct().toList(), null));
    }
    for (SnapshotSchema.Column column : columns) {
      ColumnProfile profile = profiles.get(column.name());
      List<String> listed = profile == null ? null : profile.categories();
      if (!numeric(column)) {
        groupings.put(column.name(), categories(column, listed == null ? List.of() : listed));
      }
    }
    return groupings;
  }

  /** Some values, whatever the column's type. */
  static Grouping categories(SnapshotSchema.Column column, List<String> listed) {
    return new Grouping(text(column), null, listed);
  }

  /** The frozen bins of a profile; null for a column that has none. */
  static @Nullable Grouping frozen(SnapshotSchema.Column column, ColumnProfile profile) {
    List<String> categories = profile.categories();
    if (categories != null) {
      return categories(column, categories);
    }
    List<Double> edges = profile.edges();
    return edges == null || edges.isEmpty() ? null : new Grouping(number(column), edges, null);
  }

  /** Whether a column has an order that can be cut. */
  static boolean numeric(SnapshotSchema.Column column) {
    return switch (column.type()) {
      case "number", "integer", "timestamp" -> true;
      default -> false;
    };
  }

  /** The expression of a number; what is no number, or infinite, is missing. */
  static String number(SnapshotSchema.Column column) {
    String name = Sql.name(column.name());
    return switch (column.type()) {
      case "timestamp" -> "CASE WHEN isfinite(" + name + ") THEN epoch(" + name + ") END";
      case "number" -> Sql.finite(name);
      default -> "CAST(" + name + " AS DOUBLE)";
    };
  }

  private static String text(SnapshotSchema.Column column) {
    return "CAST(" + Sql.name(column.name()) + " AS VARCHAR)";
  }

  /** The value whose group is this one; it must be listed. */
  static String value(String group) {
    return group.substring(LISTED.length());
  }

  @Override
  public String group(String column) {
    if (edges != null) {
      String place =
          edges.stream()
              .map(edge -> "CAST(" + column + " >= " + Sql.number(edge) + " AS INTEGER)")
              .collect(Collectors.joining(" + "));
      return "CASE WHEN %s IS NULL THEN -1 ELSE %s END"
          .formatted(column, edges.isEmpty() ? "0" : place);
    }
    String in =
        listed == null || listed.isEmpty()
            ? "false"
            : column
                + " IN ("
                + listed.stream().map(Sql::text).collect(Collectors.joining(", "))
                + ")";
    return "CASE WHEN %1$s IS NULL THEN '%2$s' WHEN %3$s THEN '%4$s' || %1$s ELSE '%5$s' END"
        .formatted(column, MISSING, in, LISTED, OTHER);
  }
}
