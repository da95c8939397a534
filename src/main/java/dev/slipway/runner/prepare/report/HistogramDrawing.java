package dev.slipway.runner.prepare.report;

import dev.slipway.runner.prepare.insight.Histogram;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * A histogram on 200 × 60 units.
 *
 * @param bars its bars
 * @param from where it begins
 * @param to where it ends
 * @param title what a person hears who does not see it
 */
public record HistogramDrawing(List<Block> bars, String from, String to, String title) {
  private static final double WIDTH = 200;
  private static final double HEIGHT = 60;

  /** One bar, with its words. */
  public record Block(String x, String y, String width, String height, String title) {}

  static HistogramDrawing of(String column, Histogram histogram) {
    List<Long> counts = histogram.counts();
    double most = Math.max(1, Collections.max(counts));
    double step = WIDTH / counts.size();
    double range = (histogram.to() - histogram.from()) / counts.size();
    var bars = new ArrayList<Block>();
    for (int i = 0; i < counts.size(); i++) {
      long count = counts.get(i);
      // A bin of few rows is still seen.
      double height = count == 0 ? 0 : Math.max(1, HEIGHT * count / most);
      String low =
          i == 0 && histogram.cutBelow() ? "less" : Figures.number(histogram.from() + i * range);
      String high =
          i == counts.size() - 1 && histogram.cutAbove()
              ? "more"
              : Figures.number(histogram.from() + (i + 1) * range);
      bars.add(
          new Block(
              Figures.length(i * step + 0.5),
              Figures.length(HEIGHT - height),
              Figures.length(step - 1),
              Figures.length(height),
              low + " to " + high + ": " + Figures.count(count) + " rows"));
    }
    String from = (histogram.cutBelow() ? "≤ " : "") + Figures.number(histogram.from());
    String to = (histogram.cutAbove() ? "≥ " : "") + Figures.number(histogram.to());
    int peak = counts.indexOf(Collections.max(counts));
    return new HistogramDrawing(
        bars,
        from,
        to,
        "Histogram of %s from %s to %s; most rows at %s"
            .formatted(Figures.name(column), from, to, bars.get(peak).title()));
  }
}
