package dev.slipway.runner.prepare.engine;

/**
 * The different values of a numeric expression, in order, with how often each is there. They are
 * gathered in a temporary table, so that what is expensive about the rows is done once.
 */
final class ValueCounts {
  private static final String TABLE = "value_counts";

  /** Takes one value. */
  interface Sink {
    void take(double value, long times);
  }

  private final Engine engine;
  private final long count;

  private ValueCounts(Engine engine, long count) {
    this.engine = engine;
    this.count = count;
  }

  /** Gathers the values that are not missing; of one engine, there is one at a time. */
  static ValueCounts of(Engine engine, String table, String value, String where) {
    engine.execute("CREATE OR REPLACE TEMP TABLE " + TABLE + " AS " + counted(table, value, where));
    long count = engine.number("SELECT CAST(coalesce(sum(times), 0) AS BIGINT) FROM " + TABLE);
    return new ValueCounts(engine, count);
  }

  /** Passes over the values of a table once, the least first. */
  static void each(Engine engine, String table, String value, String where, Sink sink) {
    engine.each(
        counted(table, value, where) + " ORDER BY x",
        row -> sink.take(row.getDouble(1), row.getLong(2)));
  }

  private static String counted(String table, String value, String where) {
    return "SELECT x, count(*) AS times FROM (SELECT CAST(%s AS DOUBLE) AS x FROM %s WHERE %s) WHERE x IS NOT NULL GROUP BY x"
        .formatted(value, table, where);
  }

  /** How many values there are, equal ones counted. */
  long count() {
    return count;
  }

  /** Passes over them, the least first. */
  void each(Sink sink) {
    engine.each(
        "SELECT x, times FROM " + TABLE + " ORDER BY x",
        row -> sink.take(row.getDouble(1), row.getLong(2)));
  }
}
