package dev.slipway.runner.prepare.report;

import dev.slipway.runner.prepare.insight.ColumnChange;
import dev.slipway.runner.prepare.insight.Comparison;
import dev.slipway.runner.prepare.insight.Percent;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The comparison with the snapshot before.
 *
 * @param parts rows of each part, before and now
 * @param schema how columns differ; empty when they do not
 * @param columns the hundred that changed most
 * @param more how many there are besides
 */
public record ChangeView(
    String snapshot, String time, String parts, String schema, List<Line> columns, int more) {
  private static final int MOST = 100;
  private static final int MOST_CATEGORIES = 5;

  /** One column; values before and now, with an arrow between. */
  public record Line(
      String name,
      boolean notable,
      String psi,
      String missing,
      String min,
      String mean,
      String max,
      String categories) {}

  static @Nullable ChangeView of(@Nullable Comparison comparison, Map<String, Long> rows) {
    if (comparison == null) {
      return null;
    }
    List<Line> lines =
        comparison.columns().stream()
            .sorted(
                Comparator.comparing(ColumnChange::notable)
                    .reversed()
                    .thenComparing(c -> -Objects.requireNonNullElse(c.psi(), 0.0)))
            .limit(MOST)
            .map(ChangeView::line)
            .toList();
    var parts = new ArrayList<String>();
    rows.forEach(
        (part, now) ->
            parts.add(
                part
                    + " "
                    + Figures.count(comparison.rows().getOrDefault(part, 0L))
                    + " → "
                    + Figures.count(now)));
    return new ChangeView(
        comparison.snapshot(),
        comparison.time(),
        String.join(", ", parts),
        Figures.cut(comparison.schema().words(), 1000),
        lines,
        comparison.columns().size() - lines.size());
  }

  private static Line line(ColumnChange change) {
    Double psi = change.psi();
    return new Line(
        Figures.name(change.column()),
        change.notable(),
        psi == null ? Figures.NONE : String.format(Locale.ROOT, "%.3f", psi),
        Percent.of(change.missingBefore()) + " → " + Percent.of(change.missing()),
        pair(change.minBefore(), change.min()),
        pair(change.meanBefore(), change.mean()),
        pair(change.maxBefore(), change.max()),
        categories(change));
  }

  private static String categories(ColumnChange change) {
    var words = new ArrayList<String>();
    list(words, "new", change.added());
    list(words, "gone", change.removed());
    return words.isEmpty() ? Figures.NONE : String.join("; ", words);
  }

  private static void list(List<String> words, String what, List<String> values) {
    if (!values.isEmpty()) {
      String more = values.size() > MOST_CATEGORIES ? ", …" : "";
      words.add(
          what
              + ": "
              + String.join(
                  ", ",
                  values.stream().limit(MOST_CATEGORIES).map(v -> Figures.cut(v, 40)).toList())
              + more);
    }
  }

  private static String pair(@Nullable Double before, @Nullable Double now) {
    return before == null && now == null
        ? Figures.NONE
        : Figures.number(before) + " → " + Figures.number(now);
  }
}
