package dev.slipway.runner.prepare.insight;

import dev.slipway.profile.ColumnProfile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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

  /**
   * Counts.
   *
   * @return null when the column has no numbers, or only one
   */
  static @Nullable Histogram of(
      Engine engine, Sample sample, SnapshotSchema.Column column, ColumnProfile profile) {
    List<Double> edges = profile.edges();
    Double min = profile.min();
    Double max = profile.max();
    if (edges == null || edges.isEmpty() || min == null || max == null || !(min < max)) {
      return null;
    }
    double width = edges.getLast() - edges.getFirst();
    boolean flat = width == 0;
    double from = flat ? min : Math.max(min, edges.getFirst() - width);
    double to = flat ? max : Math.min(max, edges.getLast() + width);
    if (!Double.isFinite(to - from)) {
      return null;
    }
    // Whole numbers get bins of whole width, else some bins would hold one number more than others.
    boolean whole = column.type().equals("integer");
    double step = whole ? Math.max(1, Math.ceil((to - from + 1) / BINS)) : (to - from) / BINS;
    int bins = whole ? (int) Math.floor((to - from) / step) + 1 : BINS;
    var counts = new ArrayList<>(Collections.nCopies(bins, 0L));
    engine.each(
        ("SELECT CAST(greatest(0, least(%d, floor((x - CAST('%s' AS DOUBLE)) / CAST('%s' AS DOUBLE)))) AS INTEGER), count(*)"
                + " FROM (SELECT %s AS x FROM %s WHERE %s) WHERE x IS NOT NULL GROUP BY 1")
            .formatted(bins - 1, from, step, Grouping.number(column), sample.table(), Sample.TRAIN),
        row -> counts.set(row.getInt(1), row.getLong(2)));
    return new Histogram(from, whole ? from + step * bins - 1 : to, from > min, to < max, counts);
  }
}
