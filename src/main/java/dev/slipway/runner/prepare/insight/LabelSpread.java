package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a label that is a number is spread in the parts.
 *
 * @param parts by part, those with a finite mean only
 */
public record LabelSpread(Map<String, Spread> parts) {
  /** Least, mean and greatest number of one part. */
  public record Spread(double min, double mean, double max) {}

  /** Measures all rows. */
  static LabelSpread of(Engine engine, FinalTable table, String label) {
    var parts = new TreeMap<String, Spread>();
    engine.each(
        "SELECT p, min(x), avg(x), max(x) FROM (SELECT %s AS p, %s AS x FROM %s) WHERE x IS NOT NULL GROUP BY p"
            .formatted(
                FinalTable.PART,
                Sql.finite("CAST(" + Sql.name(label) + " AS DOUBLE)"),
                table.rows().quoted()),
        row -> {
          double mean = row.getDouble(3);
          if (Double.isFinite(mean)) {
            parts.put(row.getString(1), new Spread(row.getDouble(2), mean, row.getDouble(4)));
          }
        });
    return new LabelSpread(parts);
  }
}
