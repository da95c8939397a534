package dev.slipway.runner.prepare.table;

import dev.slipway.api.Splits;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * By the key's hash within each stratum: the groups (rows with equal keys) of a stratum are put in
 * the order of their hashes; train ends with the group that brings it nearest to its share of the
 * stratum's rows, validation likewise. A group belongs to the stratum that comes first in the order
 * of text among those of its rows. Folds are those of {@link HashPartition}.
 */
final class StratifiedPartition implements Partition {
  private static final int MOST = 100;

  private final Splits splits;
  private final List<Part.Share> shares;
  private final Map<String, List<String>> ends;

  private StratifiedPartition(Splits splits, Map<String, List<String>> ends) {
    this.splits = splits;
    this.shares = Part.shares(splits);
    this.ends = ends;
  }

  static StratifiedPartition of(Engine engine, Relation relation, Splits splits) {
    List<Part.Share> shares = Part.shares(splits);
    String groups = groups(splits, relation);
    var sizes = new TreeMap<String, Long>();
    engine.each(
        "SELECT s, sum(n) FROM (%s) GROUP BY s LIMIT %d".formatted(groups, MOST + 1),
        row -> sizes.put(row.getString(1), row.getLong(2)));
    if (sizes.size() > MOST) {
      throw new RunnerException(
          "SplitFailed",
          "splits by Stratified: column %s has more than %d values; put numbers into a few classes first"
              .formatted(splits.stratum(), MOST),
          false);
    }
    var ends = new LinkedHashMap<String, List<String>>();
    sizes.forEach((stratum, rows) -> ends.put(stratum, new ArrayList<>()));
    var walk = new Walk(shares, sizes, ends);
    engine.each(
        "SELECT s, k, n FROM (%s) ORDER BY s, k".formatted(groups),
        row -> walk.take(row.getString(1), row.getString(2), row.getLong(3)));
    return new StratifiedPartition(splits, ends);
  }

  /** With bounds that were measured before. */
  static StratifiedPartition of(Splits splits, Bounds measured) {
    return new StratifiedPartition(splits, measured.strata());
  }

  @Override
  public String isTrain(Relation relation) {
    return "%s IN (SELECT k FROM (%s) WHERE %s = '%s')"
        .formatted(
            KeyHash.first(splits, relation),
            groups(splits, relation),
            choice("s", "k"),
            Part.TRAIN);
  }

  @Override
  public String part(Relation relation, String key) {
    return choice("min(%s) OVER (PARTITION BY %s)".formatted(stratum(splits, relation), key), key);
  }

  @Override
  public String fold(Relation relation, String key) {
    return HashPartition.fold(splits, relation);
  }

  @Override
  public Bounds bounds() {
    return new Bounds(Map.of(), ends);
  }

  /**
   * A stratum that came later, with rows of another source, is divided by the shares of the hash.
   */
  private String choice(String stratum, String hash) {
    var sql = new StringBuilder("CASE");
    ends.forEach(
        (name, bounds) -> {
          for (int i = 0; i < bounds.size(); i++) {
            sql.append(" WHEN ").append(stratum).append(" = ").append(Sql.text(name));
            sql.append(" AND ").append(hash).append(" <= ").append(bounds.get(i));
            sql.append("::UBIGINT THEN ").append(Sql.text(shares.get(i).name()));
          }
          sql.append(" WHEN ").append(stratum).append(" = ").append(Sql.text(name));
          sql.append(" THEN ").append(Sql.text(shares.getLast().name()));
        });
    return sql.append(" ELSE ").append(HashPartition.part(splits, hash)).append(" END").toString();
  }

  /** Each group's key hash (k), stratum (s) and number of rows (n). */
  private static String groups(Splits splits, Relation relation) {
    return "SELECT %s AS k, min(%s) AS s, count(*) AS n FROM %s GROUP BY 1"
        .formatted(KeyHash.first(splits, relation), stratum(splits, relation), relation.quoted());
  }

  static String stratum(Splits splits, Relation relation) {
    Column column =
        relation
            .find(String.valueOf(splits.stratum()))
            .orElseThrow(
                () ->
                    new RunnerException(
                        "ColumnMissing",
                        "splits by Stratified: there is no column %s; the columns are %s"
                            .formatted(splits.stratum(), relation.described()),
                        false));
    return "coalesce(CAST(" + column.normal() + " AS VARCHAR), '')";
  }

  /** Goes through the groups in order and notes the hash with which each part ends. */
  private static final class Walk {
    private final List<Part.Share> shares;
    private final Map<String, Long> sizes;
    private final Map<String, List<String>> ends;
    private String stratum = "";
    private String last = "0";
    private long seen;

    Walk(List<Part.Share> shares, Map<String, Long> sizes, Map<String, List<String>> ends) {
      this.shares = shares;
      this.sizes = sizes;
      this.ends = ends;
    }

    void take(String of, String hash, long rows) {
      if (!of.equals(stratum)) {
        stratum = of;
        last = "0";
        seen = 0;
      }
      List<String> bounds = ends.getOrDefault(of, List.of());
      while (bounds.size() < shares.size() - 1) {
        double wanted = sizes.getOrDefault(of, 0L) * shares.get(bounds.size()).end();
        if (seen + rows < wanted) {
          break;
        }
        // whichever is nearer: without this group, or with it
        boolean without = wanted - seen < seen + rows - wanted;
        bounds.add(without ? last : hash);
        if (!without) {
          break;
        }
      }
      seen += rows;
      last = hash;
    }
  }
}
