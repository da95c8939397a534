package dev.slipway.runner.prepare.table;

import dev.slipway.api.Splits;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * How a row's part is decided: let u be the first eight bytes of the MD5 of {@code salt 0x1F key₁
 * 0x1F key₂ …} (UTF-8; the keys' values as text, missing ones empty), read as a big-endian unsigned
 * number and divided by 2⁶⁴. The row is in train when u &lt; train, in validation when u &lt; train
 * + validation, else in test.
 */
public final class Split {
  public static final String TRAIN = "train";
  public static final String VALIDATION = "validation";
  public static final String TEST = "test";

  /** The parts that have a share, in order. */
  public static List<String> parts(Splits splits) {
    var parts = new ArrayList<String>();
    if (splits.train() > 0) {
      parts.add(TRAIN);
    }
    if (share(splits) > 0) {
      parts.add(VALIDATION);
    }
    if (splits.test() > 0) {
      parts.add(TEST);
    }
    return parts;
  }

  /** The key columns that a relation lacks. */
  public static List<String> missing(Splits splits, Relation relation) {
    return splits.key().stream().filter(key -> relation.find(key).isEmpty()).toList();
  }

  /**
   * The expression of the key's hash as an unsigned 64-bit number; the key columns must be there.
   */
  public static String hash(Splits splits, Relation relation) {
    String salt = splits.salt() == null ? "" : splits.salt();
    String keys =
        splits.key().stream()
            .map(key -> relation.find(key).orElseThrow())
            .map(column -> "chr(31) || coalesce(CAST(" + column.normal() + " AS VARCHAR), '')")
            .collect(Collectors.joining(" || "));
    return "CAST('0x' || substr(md5(" + Sql.text(salt) + " || " + keys + "), 1, 16) AS UBIGINT)";
  }

  /** The expression of a row's part, given that of its key's hash. */
  public static String part(Splits splits, String hash) {
    List<String> parts = parts(splits);
    double[] below = {splits.train(), splits.train() + share(splits), 1};
    String unit = "(CAST(" + hash + " AS DOUBLE) / 18446744073709551616.0)";
    var sql = new StringBuilder("CASE");
    for (String part : parts.subList(0, parts.size() - 1)) {
      double bound = part.equals(TRAIN) ? below[0] : below[1];
      sql.append(" WHEN ").append(unit).append(" < ").append(Sql.number(bound));
      sql.append(" THEN ").append(Sql.text(part));
    }
    // The last part takes the rest, so that rounding loses no row.
    return parts.size() == 1
        ? Sql.text(parts.getFirst())
        : sql.append(" ELSE ").append(Sql.text(parts.getLast())).append(" END").toString();
  }

  /** The condition that a row of a relation is in the train part. */
  public static String isTrain(Splits splits, Relation relation) {
    return part(splits, hash(splits, relation)) + " = '" + TRAIN + "'";
  }

  private static double share(Splits splits) {
    Double validation = splits.validation();
    return validation == null ? 0 : validation;
  }

  private Split() {}
}
