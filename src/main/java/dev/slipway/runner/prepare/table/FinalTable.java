package dev.slipway.runner.prepare.table;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Splits;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The prepared rows: every column in the one type of its kind, and beside them each row's part and
 * fold, its key's hash and its own hash.
 *
 * @param rows the table with the columns of the snapshot and those four
 * @param columns the columns of the snapshot
 * @param counts rows of each part
 * @param folds how many folds the train part has; 1 when it is not divided
 * @param bounds where the parts end
 */
public record FinalTable(
    Relation rows,
    List<Column> columns,
    Map<String, Long> counts,
    int folds,
    Partition.Bounds bounds) {
  public static final String PART = "__slipway_part";
  public static final String FOLD = "__slipway_fold";
  public static final String KEY_HASH = "__slipway_key";
  public static final String ROW_HASH = "__slipway_row";

  /** Makes it, or says why these rows are no snapshot. */
  public static FinalTable of(
      Engine engine, Relation input, DatasetSpec spec, Partitioner partitioner) {
    if (input.empty() || none(engine, input)) {
      throw new RunnerException(
          "EmptyResult",
          "no row is left after the steps; see the rows of each step in the log",
          false);
    }
    Splits splits = spec.splits();
    check(input, spec);
    var normal =
        new Relation(
            input.table(), input.columns().stream().map(Column::normalized).toList(), false);
    String values =
        input.columns().stream()
            .map(c -> c.normal() + " AS " + c.quoted())
            .collect(Collectors.joining(", "));
    String hashed =
        "SELECT *, %s AS %s, %s AS %s FROM (SELECT %s FROM %s)"
            .formatted(
                KeyHash.first(splits, normal),
                KEY_HASH,
                RowHash.of(normal.columns()),
                ROW_HASH,
                values,
                input.quoted());
    int folds = splits.folds() == null ? 1 : splits.folds();
    Partition partition = partitioner.of(input);
    Relation rows;
    try {
      rows =
          engine.table(
              "SELECT *, %s AS %s, %s AS %s FROM (%s)"
                  .formatted(
                      partition.part(normal, KEY_HASH),
                      PART,
                      folds == 1 ? "1" : partition.fold(normal, KEY_HASH),
                      FOLD,
                      hashed));
    } catch (EngineException e) {
      throw e.at("the prepared rows");
    }
    engine.drop(input);
    return new FinalTable(
        rows, normal.columns(), counts(engine, rows, splits), folds, partition.bounds());
  }

  /** The rows with the columns of the snapshot alone, as expressions see them. */
  public Relation relation() {
    return new Relation(rows.table(), columns, false);
  }

  /** The same with only the rows for which a condition is true. */
  public FinalTable only(Engine engine, String condition, Splits splits) {
    Relation kept = engine.table("SELECT * FROM " + rows.quoted() + " WHERE " + condition);
    engine.drop(rows);
    return new FinalTable(kept, columns, counts(engine, kept, splits), folds, bounds);
  }

  /** The columns of the schema, with their roles. */
  public List<SnapshotSchema.Column> schema(DatasetSpec spec) {
    var list = new ArrayList<SnapshotSchema.Column>();
    for (Column column : columns) {
      String role = SnapshotSchema.FEATURE;
      if (spec.splits().key().stream().anyMatch(column::named)) {
        role = SnapshotSchema.KEY;
      } else if (spec.label() != null && column.named(spec.label())) {
        role = SnapshotSchema.LABEL;
      }
      list.add(new SnapshotSchema.Column(column.name(), String.valueOf(column.kind()), role));
    }
    return list;
  }

  /** The hash of each part's rows. */
  public Map<String, String> content(Engine engine) {
    var content = new LinkedHashMap<String, String>();
    counts.forEach(
        (part, count) ->
            content.put(
                part,
                RowHash.sum(
                    engine, ROW_HASH, rows.quoted() + " WHERE " + PART + " = '" + part + "'")));
    return content;
  }

  /**
   * The files of a part: name to query, in an order that the rows alone decide. The train part has
   * one for each fold.
   */
  public Map<String, String> files(String part) {
    if (folds == 1 || !part.equals(Part.TRAIN)) {
      return Map.of(part + ".parquet", select(part, ""));
    }
    var files = new LinkedHashMap<String, String>();
    for (int fold = 1; fold <= folds; fold++) {
      files.put("fold-" + fold + ".parquet", select(part, " AND " + FOLD + " = " + fold));
    }
    return files;
  }

  private String select(String part, String fold) {
    // Half of the hash tells rows apart, and is sorted faster.
    return "SELECT %s FROM %s WHERE %s = '%s'%s ORDER BY CAST(%s >> 64 AS UBIGINT)"
        .formatted(
            Sql.names(columns.stream().map(Column::name).toList()),
            rows.quoted(),
            PART,
            part,
            fold,
            ROW_HASH);
  }

  private static boolean none(Engine engine, Relation input) {
    return engine.number("SELECT count(*) FROM (SELECT 1 FROM " + input.quoted() + " LIMIT 1)")
        == 0;
  }

  private static void check(Relation input, DatasetSpec spec) {
    for (Column column : input.columns()) {
      if (column.kind() == null) {
        throw new RunnerException(
            "TypeMismatch",
            "column %s is %s, which a snapshot cannot hold; drop it or take what you need from it with derive"
                .formatted(column.name(), column.type()),
            false);
      }
    }
    List<String> missing = KeyHash.missing(spec.splits(), input);
    if (!missing.isEmpty()) {
      throw new RunnerException(
          "ColumnMissing",
          "splits: there is no key column %s after the steps; the columns are %s"
              .formatted(String.join(", ", missing), input.described()),
          false);
    }
    String label = spec.label();
    if (label == null) {
      return;
    }
    if (input.find(label).isEmpty()) {
      throw new RunnerException(
          "LabelMissing",
          "there is no label column %s after the steps; the columns are %s"
              .formatted(label, input.described()),
          false);
    }
    if (spec.splits().key().contains(label)) {
      throw new RunnerException(
          "LabelMissing", "column " + label + " is both the label and a key of the splits", false);
    }
  }

  private static Map<String, Long> counts(Engine engine, Relation rows, Splits splits) {
    var counts = new LinkedHashMap<String, Long>();
    for (Part.Share share : Part.shares(splits)) {
      counts.put(share.name(), 0L);
    }
    engine.each(
        "SELECT " + PART + ", count(*) FROM " + rows.quoted() + " GROUP BY 1",
        row -> counts.put(row.getString(1), row.getLong(2)));
    for (String part : List.of(Part.TRAIN, Part.TEST)) {
      if (counts.getOrDefault(part, 1L) == 0) {
        throw new RunnerException(
            "EmptyResult",
            "the %s part got none of the rows; the key must tell rows apart, and there must be enough of them"
                .formatted(part),
            false);
      }
    }
    return counts;
  }
}
