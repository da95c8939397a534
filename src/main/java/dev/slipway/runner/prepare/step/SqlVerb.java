package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;

/** Makes the rows by a SELECT of the user's over the rows so far. */
public record SqlVerb(String sql) implements Verb {
  @Override
  public String name() {
    return "sql";
  }

  /** Nobody knows what a query does to a column. */
  @Override
  public List<String> replaces(Relation input) {
    return input.names();
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    String query =
        "WITH %s AS NOT MATERIALIZED (SELECT * FROM %s) SELECT * FROM (%s)"
            .formatted(UserQuery.INPUT, input.quoted(), UserQuery.checked(scope, input, sql));
    try {
      var made = new Relation("made", scope.engine().describe(query), false);
      var projection = Projection.of(made);
      for (Column column : made.columns()) {
        if (column.floating()) {
          projection.replace(column, Sql.finite(column.quoted()));
        }
      }
      return Outcome.of(scope.table(projection.from("(" + query + ")", scope)));
    } catch (EngineException e) {
      throw scope.refuse(e, input);
    }
  }
}
