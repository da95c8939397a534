package dev.slipway.runner.prepare.table;

import dev.slipway.api.Splits;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;

/**
 * Divides rows into folds in the way in which their parts were chosen; rows with equal keys stay in
 * one fold. Each row gets the number of its block, from 0, by its content alone:
 *
 * <ul>
 *   <li>by Hash ⌊v · folds⌋, with v the second half of the key's hash: with as many folds as the
 *       Dataset has, a row of its train part is in the same one;
 *   <li>by Stratified the groups (rows with equal keys), stratum after stratum and in the order of
 *       their hashes, are dealt out in turn, so that each fold gets its share of each stratum;
 *   <li>by Time there is one block more than folds, of as many rows each as moments allow, one
 *       after the other: fold i is validated on block i + 1 and trained on the blocks before, since
 *       nothing is trained on what came after it.
 * </ul>
 *
 * @param rows the rows, with a column {@link #BLOCK}
 * @param train the condition of a row that is trained on
 * @param validation the condition of a row that is validated on
 */
public record CrossValidation(Relation rows, String train, String validation) {
  public static final String BLOCK = "__slipway_block";

  private static final String KEY = "__slipway_key";

  /**
   * Divides them.
   *
   * @param rows the rows, with the columns that the splits name
   * @param index the fold that is validated on, from 0
   * @param folds how many folds there are
   */
  public static CrossValidation of(
      Engine engine, Relation rows, Splits splits, int index, int folds) {
    String divided =
        switch (splits.by()) {
          case Hash ->
              "SELECT *, CAST(floor(%s * %d) AS INTEGER) AS %s FROM %s"
                  .formatted(
                      KeyHash.unit(KeyHash.second(splits, rows)), folds, BLOCK, rows.quoted());
          case Stratified -> joined(engine, rows, splits, dealt(rows, splits, folds));
          case Time -> joined(engine, rows, splits, consecutive(rows, splits, folds + 1));
        };
    Relation view = engine.view(divided);
    return splits.by() == Splits.By.Time
        ? new CrossValidation(view, BLOCK + " <= " + index, BLOCK + " = " + (index + 1))
        : new CrossValidation(view, BLOCK + " <> " + index, BLOCK + " = " + index);
  }

  /** Notes the block of each key, and joins it to the rows. */
  private static String joined(Engine engine, Relation rows, Splits splits, String blocks) {
    Relation table = engine.table(blocks);
    return "SELECT rows.*, blocks.%s FROM (SELECT *, %s AS %s FROM %s) AS rows JOIN %s AS blocks USING (%s)"
        .formatted(BLOCK, KeyHash.first(splits, rows), KEY, rows.quoted(), table.quoted(), KEY);
  }

  private static String dealt(Relation rows, Splits splits, int folds) {
    String groups =
        "SELECT %s AS %s, min(%s) AS h, min(%s) AS s FROM %s GROUP BY 1"
            .formatted(
                KeyHash.first(splits, rows),
                KEY,
                KeyHash.second(splits, rows),
                StratifiedPartition.stratum(splits, rows),
                rows.quoted());
    return "SELECT %s, CAST((row_number() OVER (ORDER BY s, h, %s) - 1) %% %d AS INTEGER) AS %s FROM (%s)"
        .formatted(KEY, KEY, folds, BLOCK, groups);
  }

  /** Rows of one moment stay together: what counts are the rows before it. */
  private static String consecutive(Relation rows, Splits splits, int blocks) {
    String groups =
        "SELECT %s AS %s, max(%s) AS t, count(*) AS n FROM %s GROUP BY 1"
            .formatted(
                KeyHash.first(splits, rows),
                KEY,
                TimePartition.time(splits, rows).normal(),
                rows.quoted());
    String counted =
        ("SELECT %s, sum(n) OVER (ORDER BY t RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
                + " - sum(n) OVER (PARTITION BY t) AS earlier, sum(n) OVER () AS total FROM (%s)")
            .formatted(KEY, groups);
    return "SELECT %s, CAST(earlier * %d // total AS INTEGER) AS %s FROM (%s)"
        .formatted(KEY, blocks, BLOCK, counted);
  }
}
