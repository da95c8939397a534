package dev.slipway.runner.prepare.insight;

import dev.slipway.profile.ColumnProfile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A number's values in bins of equal width, over the rows of the train part. So that a few far
 * values do not make one bar of all others, it reaches at most from d₁ − (d₉ − d₁) to d₉ + (d₉ −
 * d₁), with d₁ and d₉ the first and last decile; what lies outside is in the first and last bin.
 *
 * @param from where the first bin begins
 * @param to where the last bin ends
 * @param cutBelow whether there are values before the first bin
 * @param cutAbove whether there are values behind the last bin
 * @param counts rows by bin
 */
public record Histogram(
    double from, double to, boolean cutBelow, boolean cutAbove, List<Long> counts) {
  private static final int BINS = 20;

  /** Where the bins of one column lie. */
  private record Shape(
      SnapshotSchema.Column column, double from, double to, double step, int bins, ColumnProfile of)
      implements Grouped {
    @Override
    public String value() {
      return Grouping.number(column);
    }

    @Override
    public String group(String x) {
      // least and greatest pass over a missing value
      return "CASE WHEN %1$s IS NULL THEN -1 ELSE CAST(greatest(0, least(%2$d, floor((%1$s - %3$s) / %4$s))) AS INTEGER) END"
          .formatted(x, bins - 1, Sql.number(from), Sql.number(step));
    }

    Histogram with(List<Long> counts) {
      boolean whole = column.type().equals("integer");
      return new Histogram(
          from,
          whole ? from + step * bins - 1 : to,
          of.min() != null && from > of.min(),
          of.max() != null && to < of.max(),
          counts);
    }
  }

  /**
   * Counts those columns that have several finite numbers.
   *
   * @return by name
   */
  static Map<String, Histogram> of(
      Engine engine,
      Sample sample,
      List<SnapshotSchema.Column> columns,
      Map<String, ColumnProfile> profiles) {
    var shapes = new ArrayList<Shape>();
    for (SnapshotSchema.Column column : columns) {
      ColumnProfile profile = profiles.get(column.name());
      Shape shape = profile == null ? null : shape(column, profile);
      if (shape != null) {
        shapes.add(shape);
      }
    }
    var counts = new ArrayList<List<Long>>();
    shapes.forEach(s -> counts.add(new ArrayList<>(Collections.nCopies(s.bins(), 0L))));
    GroupCounts.of(
        engine,
        sample,
        Sample.TRAIN,
        List.of(),
        shapes,
        (which, keys, group, rows) -> {
          int bin = Integer.parseInt(group);
          if (bin >= 0) {
            counts.get(which).set(bin, rows);
          }
        });
    var histograms = new HashMap<String, Histogram>();
    for (int i = 0; i < shapes.size(); i++) {
      histograms.put(shapes.get(i).column().name(), shapes.get(i).with(counts.get(i)));
    }
    return histograms;
  }

  private static @Nullable Shape shape(SnapshotSchema.Column column, ColumnProfile profile) {
    List<Double> edges = profile.edges();
    Double min = profile.min();
    Double max = profile.max();
    if (edges == null || edges.isEmpty() || min == null || max == null || !(min < max)) {
      return null;
    }
    double width = edges.getLast() - edges.getFirst();
    double from = width == 0 ? min : Math.max(min, edges.getFirst() - width);
    double to = width == 0 ? max : Math.min(max, edges.getLast() + width);
    if (!Double.isFinite(to - from)) {
      return null;
    }
    // Whole numbers get bins of whole width, else some bins would hold one number more than others.
    boolean whole = column.type().equals("integer");
    double step = whole ? Math.max(1, Math.ceil((to - from + 1) / BINS)) : (to - from) / BINS;
    int bins = whole ? (int) Math.floor((to - from) / step) + 1 : BINS;
    return new Shape(column, from, to, step, bins, profile);
  }
}
