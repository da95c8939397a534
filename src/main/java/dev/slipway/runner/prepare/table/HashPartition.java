package dev.slipway.runner.prepare.table;

import dev.slipway.api.Splits;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;

/**
 * By the key's hash alone: with u its first half divided by 2⁶⁴, a row is in train when u &lt;
 * train, in validation when u &lt; train + validation, else in test. With v the second half, it is
 * in fold ⌊v · folds⌋ + 1.
 */
record HashPartition(Splits splits) implements Partition {
  @Override
  public String isTrain(Relation relation) {
    return part(splits, KeyHash.first(splits, relation)) + " = '" + Part.TRAIN + "'";
  }

  @Override
  public String part(Relation relation, String key) {
    return part(splits, key);
  }

  @Override
  public String fold(Relation relation, String key) {
    return fold(splits, relation);
  }

  @Override
  public Bounds bounds() {
    return Bounds.NONE;
  }

  static String fold(Splits splits, Relation relation) {
    return "CAST(floor(%s * %d) AS INTEGER) + 1"
        .formatted(KeyHash.unit(KeyHash.second(splits, relation)), splits.folds());
  }

  /** The expression of a part, given that of the first half of the key's hash. */
  static String part(Splits splits, String hash) {
    List<Part.Share> shares = Part.shares(splits);
    var sql = new StringBuilder("CASE");
    for (Part.Share share : shares.subList(0, shares.size() - 1)) {
      sql.append(" WHEN ").append(KeyHash.unit(hash)).append(" < ");
      sql.append(Sql.number(share.end())).append(" THEN ").append(Sql.text(share.name()));
    }
    return shares.size() == 1
        ? Sql.text(shares.getFirst().name())
        : sql.append(" ELSE ").append(Sql.text(shares.getLast().name())).append(" END").toString();
  }
}
