package dev.slipway.runner.prepare.quality.check;

import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.step.Scope;
import dev.slipway.runner.prepare.table.FinalTable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a check may see.
 *
 * @param table the prepared rows
 * @param scope all sources as they are after the steps, and the expectation's place in the spec
 * @param time when the preparation started
 */
public record Checked(FinalTable table, Scope scope, Instant time) {

  /** The same for an expectation at a place of the spec. */
  public Checked at(String place) {
    return new Checked(table, scope.at(place), time);
  }

  /** Where SQL runs. */
  public Engine engine() {
    return scope.engine();
  }

  /** A column that must be there. */
  public Column column(@Nullable String name) {
    return column(table.relation(), name);
  }

  /** A column of a source that must be there. */
  public Column column(Relation relation, @Nullable String name) {
    return scope.column(relation, String.valueOf(name));
  }

  /** A source that must be there. */
  public Relation source(String name) {
    Relation relation = scope.relations().get(name);
    if (relation == null) {
      throw refuse("ColumnMissing", "there is no source " + name);
    }
    return relation;
  }

  /** A column that must hold numbers. */
  public Column number(@Nullable String name, String check) {
    Column column = column(name);
    if (!column.numeric()) {
      throw refuse(
          "TypeMismatch", check + " needs a number, and column " + column.name() + " is none");
    }
    return column;
  }

  /** The end of the preparation. */
  public RunnerException refuse(String reason, String message) {
    return scope.refuse(reason, message);
  }
}
