package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.DeduplicateStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;

/** Keeps one row of those that agree; ties are broken by the rows' content, not their order. */
public record Deduplicate(DeduplicateStep step) implements Verb {
  @Override
  public String name() {
    return "deduplicate";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    List<String> by = scope.columns(input, step.by()).stream().map(Column::name).toList();
    Column order = scope.column(input, step.orderBy());
    boolean last = step.keep() == DeduplicateStep.Keep.Last;
    return Outcome.of(
        scope.table(
            "SELECT * FROM %s QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s %s NULLS LAST, %s) = 1"
                .formatted(
                    input.quoted(),
                    Sql.names(by),
                    order.quoted(),
                    last ? "DESC" : "ASC",
                    RowHash.of(input.columns()))));
  }
}
