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
import org.jspecify.annotations.Nullable;

/**
 * What a step may see beside the relation that it works on.
 *
 * @param engine where SQL runs
 * @param relations the other sources as they are now
 * @param partitioner which rows are the train part; null where a recipe is repeated and nothing is
 *     fitted
 * @param where the step in words, such as steps[2] fill
 */
public record Scope(
    Engine engine,
    Map<String, Relation> relations,
    @Nullable Partitioner partitioner,
    String where) {

  /** The same at another place of the spec. */
  public Scope at(String place) {
    return new Scope(engine, relations, partitioner, place);
  }

  /** The end of the preparation. */
  public RunnerException refuse(String reason, String message) {
    return new RunnerException(reason, where + ": " + message, false);
  }

  /** The end of the preparation by a statement that the engine refused. */
  public RunnerException refuse(EngineException e, Relation input) {
    String columns =
        e.reason().equals("ColumnMissing") ? "; the columns are " + input.described() : "";
    return refuse(e.reason(), e.getMessage() + columns);
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

  /** Columns of one kind that must be there; the need is a phrase such as Mean needs numbers. */
  public List<Column> columns(Relation relation, List<String> names, String kind, String need) {
    List<Column> columns = columns(relation, names);
    columns.forEach(column -> require(column, kind, need));
    return columns;
  }

  /** Refuses a column that is not of a kind; {@code number} stands for integers too. */
  public void require(Column column, String kind, String need) {
    boolean right = kind.equals("number") ? column.numeric() : kind.equals(column.kind());
    if (!right) {
      throw refuse(
          "TypeMismatch", "column " + column.name() + " is " + column.type() + "; " + need);
    }
  }

  /** A column without any value in the train part, from which nothing can be computed. */
  public RunnerException nothing(Column column) {
    return refuse(
        "StepFailed", "column " + column.name() + " has no value at all in the train part");
  }

  /** Another source that must be there. */
  public Relation source(String name) {
    Relation relation = relations.get(name);
    if (relation == null) {
      throw refuse("StepFailed", "there is no source " + name);
    }
    return relation;
  }

  /** The splits, whose key columns must be there. */
  public Splits splits(Relation relation) {
    return partitioner(relation).splits();
  }

  /** The condition that a row is in the train part. */
  public String train(Relation relation) {
    return partitioner(relation).of(relation).isTrain(relation);
  }

  private Partitioner partitioner(Relation relation) {
    if (partitioner == null) {
      throw new IllegalStateException("nothing is fitted where a recipe is repeated");
    }
    List<String> missing = KeyHash.missing(partitioner.splits(), relation);
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
    return partitioner;
  }

  /** The relation of a query over another one, of which nothing is stored. */
  public Relation view(String select, Relation over) {
    try {
      return engine.view(select, over);
    } catch (EngineException e) {
      throw e.at(where);
    }
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
