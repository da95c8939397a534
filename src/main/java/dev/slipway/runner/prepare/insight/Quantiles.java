package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import java.sql.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Quantiles of many numbers, over the rows of a sample that are not held out. */
final class Quantiles {
  private static final String SHARES =
      "[0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99]";

  /** The values of so many columns are in memory at once: 64 MiB. */
  private static final long MOST_VALUES = 8 << 20;

  private static final long AT_ONCE = 64;

  /**
   * Measures.
   *
   * @param values their expressions
   * @return for each its quantiles in rising order; none when it has no value
   */
  static List<List<Double>> of(Engine engine, Sample sample, List<String> values) {
    int batch = Math.toIntExact(Math.clamp(MOST_VALUES / Math.max(1, sample.rows()), 1, AT_ONCE));
    var all = new ArrayList<List<Double>>();
    for (int from = 0; from < values.size(); from += batch) {
      List<String> some = values.subList(from, Math.min(values.size(), from + batch));
      engine.each(
          "SELECT %s FROM %s WHERE NOT %s"
              .formatted(
                  some.stream()
                      .map(value -> "quantile_disc(" + value + ", " + SHARES + ")")
                      .collect(Collectors.joining(", ")),
                  sample.table(),
                  Sample.HELD),
          row -> {
            for (int i = 1; i <= some.size(); i++) {
              var found = new ArrayList<Double>();
              Array array = row.getArray(i);
              if (array != null) {
                for (Object value : (Object[]) array.getArray()) {
                  found.add((Double) value);
                }
              }
              all.add(found);
            }
          });
    }
    return all;
  }

  private Quantiles() {}
}
