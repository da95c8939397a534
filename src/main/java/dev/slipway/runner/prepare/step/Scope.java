package dev.slipway.runner.prepare.step;

import dev.slipway.api.Splits;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.table.KeyHash;
import dev.slipway.runner.prepare.table.Partitioner;
import java.util.List;
import java.util.Map;

/**
 * What a step may see beside the relation that it works on.
 *
 * @param engine where SQL runs
 * @param relations the other sources as they are now
 * @param splits what the parts are
 * @param partitioner which rows are the train part
 * @param where the step in words, such as steps[2] fill
 */
public record Scope(
    Engine engine,
    Map<String, Relation> relations,
    Splits splits,
    Partitioner partitioner,
    String where) {

  /** The same at another place of the spec. */
  public Scope at(String place) {
    return new Scope(engine, relations, splits, partitioner, place);
  }

  /** The end of the preparation. */
  public RunnerException refuse(String reason, String message) {
    return new RunnerException(reason, where + ": " + message, false);
  }

  /** A column that must be there. */
  public Column column(Relation relation, String name) {
    return relation
        .find(name)
        .orElseThrow(
            () ->
                refuse(
                    "ColumnMissing",
                    "there is no column " + name + "; the columns are " + relation.described()));
  }

  /** Columns that must be there, each named once. */
  public List<Column> columns(Relation relation, List<String> names) {
    List<Column> columns = names.stream().map(name -> column(relation, name)).toList();
    for (Column column : columns) {
      if (columns.stream().filter(c -> c.named(column.name())).count() > 1) {
        throw refuse("StepFailed", "column " + column.name() + " is named twice");
      }
    }
    return columns;
  }

  /** Another source that must be there. */
  public Relation source(String name) {
    Relation relation = relations.get(name);
    if (relation == null) {
      throw refuse("StepFailed", "there is no source " + name);
    }
    return relation;
  }

  /** The condition that a row is in the train part. */
  public String train(Relation relation) {
    List<String> missing = KeyHash.missing(splits, relation);
    if (!missing.isEmpty()) {
      throw refuse(
          "ColumnMissing",
          "what it computes is computed on the train part, which the splits' key decides; key column "
              + String.join(", ", missing)
              + " is not there at this step; move the step behind the one that brings it in"
              + " (the columns are "
              + relation.described()
              + ")");
    }
    return partitioner.of(relation).isTrain(relation);
  }

  /** The relation of a query; what the engine refuses ends the preparation. */
  public Relation table(String select) {
    try {
      return engine.table(select);
    } catch (EngineException e) {
      throw e.at(where);
    }
  }
}
