package dev.slipway.runner.prepare.table;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.Splits;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;
import java.util.Map;

/**
 * Which part each row belongs to. Where that depends on the rows there are, the bounds are measured
 * once and hold from then on: what is fitted on the train part must not meet other rows there
 * later.
 */
public interface Partition {
  /** Measures what it needs of a relation that has the key columns. */
  static Partition of(Engine engine, Relation relation, Splits splits) {
    return switch (splits.by()) {
      case Hash -> new HashPartition(splits);
      case Time -> TimePartition.of(engine, relation, splits);
      case Stratified -> StratifiedPartition.of(engine, relation, splits);
    };
  }

  /** The partition whose bounds were measured before. */
  static Partition of(Splits splits, Bounds measured) {
    return switch (splits.by()) {
      case Hash -> new HashPartition(splits);
      case Time -> TimePartition.of(splits, measured);
      case Stratified -> StratifiedPartition.of(splits, measured);
    };
  }

  /** The condition, for WHERE, that a row of a relation is in the train part. */
  String isTrain(Relation relation);

  /**
   * The expression, for a SELECT list, of a row's part.
   *
   * @param relation whose columns it may name
   * @param key the column that holds the first half of the key's hash
   */
  String part(Relation relation, String key);

  /** The expression, for a SELECT list, of the fold of a row of the train part, from 1. */
  String fold(Relation relation, String key);

  /** What was measured, for the manifest: with it a stranger can divide the rows the same way. */
  Bounds bounds();

  /**
   * Where parts and folds end.
   *
   * @param times by Time: the last moment of each part but the last, and of each fold but the last
   * @param strata by Stratified: for each stratum the greatest hash (first half) of each part but
   *     the last, as a decimal number
   */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Bounds(Map<String, String> times, Map<String, List<String>> strata) {
    public Bounds {
      times = times == null ? Map.of() : times;
      strata = strata == null ? Map.of() : strata;
    }

    static final Bounds NONE = new Bounds(Map.of(), Map.of());
  }
}
