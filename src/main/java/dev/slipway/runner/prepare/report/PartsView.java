package dev.slipway.runner.prepare.report;

import dev.slipway.runner.prepare.insight.Duplicates;
import dev.slipway.runner.prepare.insight.Insights;
import dev.slipway.runner.prepare.insight.LabelBalance;
import dev.slipway.runner.prepare.insight.LabelSpread;
import dev.slipway.runner.prepare.insight.Percent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The parts, and the label in each.
 *
 * @param names of the parts
 * @param lines rows, duplicates, and one line for each class or each number of the label
 */
public record PartsView(List<String> names, List<Line> lines) {
  /** What it is of, and for each part a number and a bar. */
  public record Line(String name, List<Bar> values) {}

  static PartsView of(Map<String, Long> rows, Insights insights) {
    List<String> names = List.copyOf(rows.keySet());
    long all = rows.values().stream().mapToLong(Long::longValue).sum();
    var lines = new ArrayList<Line>();
    lines.add(line("rows", names, part -> counted(rows.getOrDefault(part, 0L), all)));
    Map<String, Duplicates.Count> duplicates = insights.duplicates().parts();
    if (!duplicates.isEmpty()) {
      lines.add(
          line(
              "rows that train has too",
              names,
              part -> {
                Duplicates.Count count = duplicates.get(part);
                return count == null ? plain(Figures.NONE) : counted(count.equal(), count.rows());
              }));
    }
    LabelBalance balance = insights.balance();
    if (balance != null) {
      classes(balance, rows, names, lines);
    }
    LabelSpread spread = insights.spread();
    if (spread != null) {
      lines.add(line("label: least", names, part -> spread(spread, part, 0)));
      lines.add(line("label: mean", names, part -> spread(spread, part, 1)));
      lines.add(line("label: greatest", names, part -> spread(spread, part, 2)));
    }
    return new PartsView(names, lines);
  }

  private static void classes(
      LabelBalance balance, Map<String, Long> rows, List<String> names, List<Line> lines) {
    int listed = balance.classes().size();
    for (int i = 0; i < (balance.distinct() > listed ? listed + 1 : listed); i++) {
      int place = i;
      lines.add(
          line(
              i < listed ? "class " + balance.classes().get(i) : "all other classes",
              names,
              part ->
                  counted(
                      balance.parts().getOrDefault(part, List.of()).get(place),
                      rows.getOrDefault(part, 0L))));
    }
  }

  private static Bar spread(LabelSpread spread, String part, int which) {
    LabelSpread.Spread found = spread.parts().get(part);
    return plain(
        found == null
            ? Figures.NONE
            : Figures.number(which == 0 ? found.min() : which == 1 ? found.mean() : found.max()));
  }

  private static Line line(
      String name, List<String> names, java.util.function.Function<String, Bar> value) {
    return new Line(Figures.name(name), names.stream().map(value).toList());
  }

  private static Bar plain(String value) {
    return new Bar("", "", value);
  }

  private static Bar counted(long count, long of) {
    double share = of == 0 ? 0 : (double) count / of;
    return Bar.of("", share, Figures.count(count) + " (" + Percent.of(share) + ")");
  }
}
