package dev.slipway.runner.prepare.insight;

import dev.slipway.profile.ColumnProfile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A column's values put into few groups.
 *
 * @param value the expression of a value
 * @param edges group i holds the values x with exactly i edges ≤ x; null for categories
 * @param listed the values that are groups of their own; null for numbers
 */
record Grouping(String value, @Nullable List<Double> edges, @Nullable List<String> listed) {
  /** The group of missing values of categories; that of numbers is -1. */
  static final String MISSING = "-";

  /** The group of values that are not listed. */
  static final String OTHER = "*";

  private static final String LISTED = "=";
  private static final int MOST_CATEGORIES = 200;
  private static final String SHARES =
      "[0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]";

  /**
   * Fits a grouping on the rows of a sample that are not held out: numbers and moments by
   * quantiles, everything else by its 200 most frequent values.
   */
  static Grouping of(Engine engine, Sample sample, SnapshotSchema.Column column) {
    return numeric(column)
        ? new Grouping(number(column), edges(engine, sample, number(column)), null)
        : categories(engine, sample, column, MOST_CATEGORIES);
  }

  /** By the most frequent values, whatever the column's type. */
  static Grouping categories(Engine engine, Sample sample, SnapshotSchema.Column column, int most) {
    String text = text(column);
    return new Grouping(
        text,
        null,
        engine.rows(
            "SELECT %1$s FROM %2$s WHERE NOT %3$s AND %1$s IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %4$d"
                .formatted(text, sample.table(), Sample.HELD, most),
            row -> row.getString(1)));
  }

  /** The frozen bins of a profile; null for a column that has none. */
  static @Nullable Grouping frozen(SnapshotSchema.Column column, ColumnProfile profile) {
    List<String> categories = profile.categories();
    if (categories != null) {
      return new Grouping(text(column), null, categories);
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

  /** The expression of a row's group, given the name of a column that holds its value. */
  String group(String column) {
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

  /**
   * Quantiles, and behind each the next number: a value that many rows share (the zero of most
   * amounts) is then a group of its own, and what lies just above it another.
   */
  private static List<Double> edges(Engine engine, Sample sample, String value) {
    List<Double> quantiles =
        engine.rows(
            "SELECT unnest(quantile_disc(%s, %s)) FROM %s WHERE NOT %s"
                .formatted(value, SHARES, sample.table(), Sample.HELD),
            row -> row.getDouble(1));
    var edges = new ArrayList<Double>();
    for (double quantile : quantiles) {
      edges.add(quantile);
      edges.add(Math.nextUp(quantile));
    }
    return edges.stream().distinct().toList();
  }
}
