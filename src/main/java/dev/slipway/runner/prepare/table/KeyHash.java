package dev.slipway.runner.prepare.table;

import dev.slipway.api.Splits;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The hash of a row's key: the MD5 of {@code salt 0x1F key₁ 0x1F key₂ …} (UTF-8; the keys' values
 * as text, missing ones empty). Its first eight bytes, a big-endian unsigned number divided by 2⁶⁴,
 * choose the row's part, its last eight the fold.
 */
public final class KeyHash {
  /** The key columns that a relation lacks. */
  public static List<String> missing(Splits splits, Relation relation) {
    return splits.key().stream().filter(key -> relation.find(key).isEmpty()).toList();
  }

  /** The expression of the first half, an unsigned 64-bit number; the key columns must be there. */
  public static String first(Splits splits, Relation relation) {
    return half(splits, relation, 1);
  }

  /** The expression of the second half. */
  static String second(Splits splits, Relation relation) {
    return half(splits, relation, 17);
  }

  /** The expression of a hash as a number from 0 (inclusive) to 1. */
  static String unit(String hash) {
    return "(CAST(" + hash + " AS DOUBLE) / 18446744073709551616.0)";
  }

  private static String half(Splits splits, Relation relation, int from) {
    String salt = splits.salt() == null ? "" : splits.salt();
    String keys =
        splits.key().stream()
            .map(key -> relation.find(key).orElseThrow())
            .map(column -> "chr(31) || coalesce(CAST(" + column.normal() + " AS VARCHAR), '')")
            .collect(Collectors.joining(" || "));
    return "CAST('0x' || substr(md5(%s || %s), %d, 16) AS UBIGINT)"
        .formatted(Sql.text(salt), keys, from);
  }

  private KeyHash() {}
}
