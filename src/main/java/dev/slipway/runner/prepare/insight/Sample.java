package dev.slipway.runner.prepare.insight;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Part;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;

/**
 * The rows that columns are measured on: all of them, or of a large table those with the least
 * hashes, so that the same snapshot is always measured on the same rows.
 *
 * @param table a table or view with the columns of the snapshot, the part, and {@link #HELD}
 * @param rows how many rows it has
 * @param of how many rows the snapshot has
 */
public record Sample(String table, long rows, long of) {
  /** The column that is true for rows that nothing may be fitted on: they are for scoring. */
  static final String HELD = "__slipway_held";

  /** The condition of rows of the train part. */
  static final String TRAIN = FinalTable.PART + " = '" + Part.TRAIN + "'";

  private static final long MOST_ROWS = 1_000_000;
  private static final long LEAST_ROWS = 100_000;
  private static final long MOST_VALUES = 100_000_000;

  /** Of at most a million rows, and fewer when there are more than a hundred columns. */
  public static Sample of(Engine engine, FinalTable table) {
    return of(engine, table, Math.clamp(MOST_VALUES / width(table), LEAST_ROWS, MOST_ROWS));
  }

  private static long width(FinalTable table) {
    return Math.max(1, table.columns().size());
  }

  /**
   * Of about so many rows.
   *
   * @param most above so many rows a sample is drawn
   */
  static Sample of(Engine engine, FinalTable table, long most) {
    long all = table.counts().values().stream().mapToLong(Long::longValue).sum();
    long train = table.counts().getOrDefault(Part.TRAIN, 0L);
    // A snapshot without validation and test still has to be scored on rows that nothing was fitted
    // on; whole groups go there.
    String held =
        all == train
            ? FinalTable.KEY_HASH + " % 4 = 0"
            : FinalTable.PART + " <> '" + Part.TRAIN + "'";
    String select =
        "SELECT %s, %s, %s, %s AS %s FROM %s"
            .formatted(
                Sql.names(table.columns().stream().map(Column::name).toList()),
                FinalTable.PART,
                FinalTable.ROW_HASH,
                held,
                HELD,
                table.rows().quoted());
    String name = "insight_sample";
    if (all <= most) {
      engine.execute("CREATE VIEW " + name + " AS " + select);
      return new Sample(name, all, all);
    }
    engine.execute(
        "CREATE TABLE %s AS %s WHERE %s"
            .formatted(
                name,
                select,
                below("CAST(" + FinalTable.ROW_HASH + " >> 64 AS UBIGINT)", all, most)));
    return new Sample(name, engine.number("SELECT count(*) FROM " + name), all);
  }

  /** The condition that keeps a share of rows by a hash, an unsigned 64-bit number. */
  static String below(String hash, long all, long most) {
    BigInteger bound =
        new BigDecimal(BigInteger.ONE.shiftLeft(64))
            .multiply(BigDecimal.valueOf(most))
            .divide(BigDecimal.valueOf(all), 0, RoundingMode.DOWN)
            .toBigInteger()
            .min(BigInteger.ONE.shiftLeft(64).subtract(BigInteger.ONE));
    return "%s < CAST('%s' AS UBIGINT)".formatted(hash, bound);
  }

  /** Frees its disk. */
  public void drop(Engine engine) {
    engine.execute("DROP %s %s".formatted(rows == of ? "VIEW" : "TABLE", table));
  }
}
