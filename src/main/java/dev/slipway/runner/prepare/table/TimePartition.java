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
import java.util.stream.IntStream;

/**
 * By time: a group (rows with equal keys) has the time of its last row. Train ends at the first
 * moment up to which there are at least its share of the rows, validation likewise; rows of one
 * moment stay together. Folds divide the train part the same way, one after the other.
 */
final class TimePartition implements Partition {
  private final Splits splits;
  private final List<Part.Share> shares;
  private final List<String> partEnds;
  private final List<String> foldEnds;

  private TimePartition(Splits splits, List<String> partEnds, List<String> foldEnds) {
    this.splits = splits;
    this.shares = Part.shares(splits);
    this.partEnds = partEnds;
    this.foldEnds = foldEnds;
  }

  static TimePartition of(Engine engine, Relation relation, Splits splits) {
    Column time = time(splits, relation);
    String groups = groups(splits, relation, time);
    long rows = engine.number("SELECT count(*) FROM " + relation.quoted());
    long without =
        engine.number(
            "SELECT count(*) - count(%s) FROM %s".formatted(time.quoted(), relation.quoted()));
    if (without > 0) {
      throw new RunnerException(
          "SplitFailed",
          "splits by Time: %,d of %,d rows have no %s; leave them out with the step filter: %s IS NOT NULL"
              .formatted(without, rows, time.name(), time.name()),
          false);
    }
    List<Part.Share> shares = Part.shares(splits);
    int folds = splits.folds() == null ? 1 : splits.folds();
    double train = shares.getFirst().name().equals(Part.TRAIN) ? shares.getFirst().end() : 0;
    var wanted = new ArrayList<Double>();
    for (int fold = 1; fold < folds; fold++) {
      wanted.add(rows * train * fold / folds);
    }
    for (Part.Share share : shares.subList(0, shares.size() - 1)) {
      wanted.add(rows * share.end());
    }
    var ends = new ArrayList<String>();
    var seen = new long[1];
    engine.each(
        "SELECT CAST(t AS VARCHAR), sum(n) FROM (%s) GROUP BY t ORDER BY t".formatted(groups),
        row -> {
          seen[0] += row.getLong(2);
          while (ends.size() < wanted.size() && seen[0] >= wanted.get(ends.size())) {
            ends.add(row.getString(1));
          }
        });
    return new TimePartition(
        splits, List.copyOf(ends.subList(folds - 1, ends.size())), ends.subList(0, folds - 1));
  }

  /** With bounds that were measured before. */
  static TimePartition of(Splits splits, Bounds measured) {
    List<Part.Share> shares = Part.shares(splits);
    int folds = splits.folds() == null ? 1 : splits.folds();
    return new TimePartition(
        splits,
        shares.subList(0, shares.size() - 1).stream()
            .map(share -> String.valueOf(measured.times().get(share.name())))
            .toList(),
        IntStream.range(1, folds)
            .mapToObj(fold -> String.valueOf(measured.times().get("fold-" + fold)))
            .toList());
  }

  @Override
  public String isTrain(Relation relation) {
    if (!shares.getFirst().name().equals(Part.TRAIN)) {
      return "false";
    }
    if (partEnds.isEmpty()) {
      return "true";
    }
    return "%s IN (SELECT k FROM (%s) WHERE t <= %s)"
        .formatted(
            KeyHash.first(splits, relation),
            groups(splits, relation, time(splits, relation)),
            moment(partEnds.getFirst()));
  }

  @Override
  public String part(Relation relation, String key) {
    return choice(relation, key, partEnds, shares.stream().map(s -> Sql.text(s.name())).toList());
  }

  @Override
  public String fold(Relation relation, String key) {
    var numbers = new ArrayList<String>();
    for (int fold = 1; fold <= foldEnds.size() + 1; fold++) {
      numbers.add(Integer.toString(fold));
    }
    return choice(relation, key, foldEnds, numbers);
  }

  @Override
  public Bounds bounds() {
    Map<String, String> times = new LinkedHashMap<>();
    for (int i = 0; i < partEnds.size(); i++) {
      times.put(shares.get(i).name(), partEnds.get(i));
    }
    for (int i = 0; i < foldEnds.size(); i++) {
      times.put("fold-" + (i + 1), foldEnds.get(i));
    }
    return new Bounds(times, Map.of());
  }

  private String choice(Relation relation, String key, List<String> ends, List<String> names) {
    String last = "max(%s) OVER (PARTITION BY %s)".formatted(time(splits, relation).normal(), key);
    var sql = new StringBuilder("CASE");
    for (int i = 0; i < ends.size(); i++) {
      sql.append(" WHEN ").append(last).append(" <= ").append(moment(ends.get(i)));
      sql.append(" THEN ").append(names.get(i));
    }
    return ends.isEmpty()
        ? names.getFirst()
        : sql.append(" ELSE ").append(names.getLast()).append(" END").toString();
  }

  /** Each group's key hash (k), time (t) and number of rows (n). */
  private static String groups(Splits splits, Relation relation, Column time) {
    return "SELECT %s AS k, max(%s) AS t, count(*) AS n FROM %s GROUP BY 1"
        .formatted(KeyHash.first(splits, relation), time.normal(), relation.quoted());
  }

  static Column time(Splits splits, Relation relation) {
    Column time =
        relation
            .find(String.valueOf(splits.time()))
            .orElseThrow(
                () ->
                    new RunnerException(
                        "ColumnMissing",
                        "splits by Time: there is no column %s; the columns are %s"
                            .formatted(splits.time(), relation.described()),
                        false));
    if (!"timestamp".equals(time.kind())) {
      throw new RunnerException(
          "TypeMismatch",
          "splits by Time: column %s is %s, not a moment; make it one with the step cast or derive"
              .formatted(time.name(), time.type()),
          false);
    }
    return time;
  }

  private static String moment(String text) {
    return "TIMESTAMP " + Sql.text(text);
  }
}
