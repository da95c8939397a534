package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.FillStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;

/** Replaces missing values by the last one before the row. */
public record FillPrevious(FillStep step) implements Verb {
  @Override
  public String name() {
    return "fill";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    String order = RowOrder.over(input, step.by(), String.valueOf(step.orderBy()), scope);
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      projection.replace(
          column,
          "last_value(%s IGNORE NULLS) OVER (%s ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)"
              .formatted(column.quoted(), order));
    }
    return Outcome.of(scope.table(projection.from(input, scope)));
  }
}
