package dev.slipway.runner.prepare.report;

import dev.slipway.runner.prepare.insight.Correlations;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Correlations as a coloured matrix, and the strongest of them in words.
 *
 * @param size width and height
 * @param labels the columns' names along the left
 * @param cells the matrix
 * @param strongest the ten strongest pairs
 */
public record HeatMap(int size, List<Label> labels, List<Cell> cells, List<Pair> strongest) {
  private static final int CELL = 22;
  private static final int MARGIN = 170;
  private static final int LONGEST_LABEL = 18;
  private static final int MOST_PAIRS = 10;

  /** A name, and the middle of its row. */
  public record Label(String name, int y) {}

  /** A square; kind is positive or negative. */
  public record Cell(int x, int y, String kind, String opacity, String title) {}

  /** Two columns. */
  public record Pair(String one, String other, String value, Bar bar) {}

  private record Found(String one, String other, double value) {}

  /** Null when there are no two columns to correlate. */
  static @Nullable HeatMap of(Correlations correlations) {
    List<String> columns = correlations.columns();
    if (columns.isEmpty()) {
      return null;
    }
    var labels = new ArrayList<Label>();
    var cells = new ArrayList<Cell>();
    var pairs = new ArrayList<Found>();
    for (int i = 0; i < columns.size(); i++) {
      labels.add(
          new Label(
              (i + 1) + " " + Figures.cut(columns.get(i), LONGEST_LABEL), i * CELL + CELL / 2));
      for (int j = 0; j <= i; j++) {
        Double value = correlations.values().get(i).get(j);
        if (value != null) {
          cells.add(
              new Cell(
                  MARGIN + j * CELL,
                  i * CELL,
                  value < 0 ? "negative" : "positive",
                  Figures.length(Math.abs(value)),
                  "%s, %s: %s"
                      .formatted(
                          Figures.cut(columns.get(i), LONGEST_LABEL),
                          Figures.cut(columns.get(j), LONGEST_LABEL),
                          text(value))));
          if (j < i) {
            pairs.add(new Found(columns.get(i), columns.get(j), value));
          }
        }
      }
    }
    List<Pair> strongest =
        pairs.stream()
            .sorted(Comparator.comparingDouble(p -> -Math.abs(p.value())))
            .limit(MOST_PAIRS)
            .map(
                p ->
                    new Pair(
                        Figures.name(p.one()),
                        Figures.name(p.other()),
                        text(p.value()),
                        Bar.of("", Math.abs(p.value()), "")))
            .toList();
    return new HeatMap(MARGIN + columns.size() * CELL, labels, cells, strongest);
  }

  /** How high the matrix is. */
  public int height() {
    return labels.size() * CELL;
  }

  private static String text(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
