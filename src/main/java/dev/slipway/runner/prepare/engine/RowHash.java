package dev.slipway.runner.prepare.engine;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Hashes of rows and of sets of rows. A row's hash is the MD5 of its values, each written as its
 * length in bytes, a colon, the text and a comma; of a missing one there are only colon and comma.
 * The hash of a set is the sum of its rows' hashes modulo 2¹²⁸, so it knows neither order nor
 * threads, but counts equal rows.
 */
public final class RowHash {
  private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(128);

  /** The expression of a row's hash, an unsigned 128-bit number. */
  public static String of(List<Column> columns) {
    return "md5_number(" + text(columns) + ")";
  }

  /** The expression of the text whose MD5 is a row's hash. */
  public static String text(List<Column> columns) {
    // One call with many arguments: a chain of || would be as deep as there are columns, and every
    // || makes a text of its own. What is missing is nothing here, so that only the colon is left.
    return columns.stream()
        .map(c -> "CAST(" + c.normal() + " AS VARCHAR)")
        .map(v -> "strlen(" + v + "), ':', " + v + ", ','")
        .collect(Collectors.joining(", ", "concat(", ")"));
  }

  /**
   * The hash of the rows of a query that has one column, the rows' hashes: 32 hexadecimal digits.
   */
  public static String sum(Engine engine, String column, String from) {
    // Halves are summed apart, because a sum of 128-bit numbers would overflow; shifts cost nothing
    // beside divisions.
    BigInteger[] sums =
        engine
            .rows(
                ("SELECT CAST(coalesce(sum(CAST(%1$s >> 64 AS HUGEINT)), 0) AS VARCHAR),"
                        + " CAST(coalesce(sum(CAST(%1$s & %2$s AS HUGEINT)), 0) AS VARCHAR) FROM %3$s")
                    .formatted(column, "18446744073709551615::UHUGEINT", from),
                row ->
                    new BigInteger[] {
                      new BigInteger(row.getString(1)), new BigInteger(row.getString(2))
                    })
            .getFirst();
    BigInteger total = sums[0].shiftLeft(64).add(sums[1]).mod(MODULUS);
    return "%032x".formatted(total);
  }

  /** The hash of all rows of a relation. */
  public static String sum(Engine engine, Relation relation) {
    return sum(engine, of(relation.columns()), relation.quoted());
  }

  private RowHash() {}
}
