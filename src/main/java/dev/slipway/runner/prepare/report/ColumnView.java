package dev.slipway.runner.prepare.report;

import dev.slipway.runner.prepare.insight.ColumnInsight;
import dev.slipway.runner.prepare.insight.Histogram;
import dev.slipway.runner.prepare.insight.MutualInformation;
import dev.slipway.runner.prepare.insight.Percent;
import dev.slipway.runner.prepare.insight.SingleFeature;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A column as the page shows it.
 *
 * @param facts what is known of it: names and values
 * @param histogram null when it is no number, or there is nothing to draw
 * @param bars its categories; empty when it has none
 */
public record ColumnView(
    String name,
    String type,
    String role,
    String missing,
    List<Fact> facts,
    @Nullable HistogramDrawing histogram,
    List<Bar> bars) {

  /** A name and a value. */
  public record Fact(String name, String value) {}

  static ColumnView of(ColumnInsight column, long rows) {
    var facts = new ArrayList<Fact>();
    facts.add(new Fact("missing", Percent.of(column.missing())));
    if (column.mean() != null) {
      facts.add(new Fact("min", Figures.number(column.min())));
      facts.add(new Fact("mean", Figures.number(column.mean())));
      facts.add(new Fact("max", Figures.number(column.max())));
      facts.add(new Fact("deviation", Figures.number(column.deviation())));
    }
    MutualInformation information = column.information();
    if (information != null) {
      facts.add(new Fact("tells of label", Percent.of(information.share())));
    }
    SingleFeature alone = column.alone();
    if (alone != null) {
      facts.add(
          new Fact(alone.measure() + " alone", String.format(Locale.ROOT, "%.3f", alone.value())));
    }
    Histogram histogram = column.histogram();
    return new ColumnView(
        Figures.name(column.name()),
        column.type(),
        column.role(),
        Percent.of(column.missing()),
        facts,
        histogram == null ? null : HistogramDrawing.of(column.name(), histogram),
        bars(column, rows));
  }

  private static List<Bar> bars(ColumnInsight column, long rows) {
    var bars = new ArrayList<Bar>();
    column.categories().forEach(c -> bars.add(bar(c.value(), c.rows(), rows)));
    if (column.otherRows() > 0) {
      bars.add(bar("all others", column.otherRows(), rows));
    }
    return bars;
  }

  private static Bar bar(String name, long count, long rows) {
    double share = rows == 0 ? 0 : (double) count / rows;
    return Bar.of(name.isEmpty() ? "(empty text)" : name, share, Percent.of(share));
  }
}
