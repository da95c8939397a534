package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.FillStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Distribution;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Replaces missing values by one value for each column. */
public record Fill(FillStep step) implements RowVerb {
  /** The verb for what is filled in. */
  static Verb of(FillStep step) {
    return step.with() == FillStep.With.Previous ? new FillPrevious(step) : new Fill(step);
  }

  @Override
  public String name() {
    return "fill";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Map<String, Object> fit(Relation input, Scope scope) {
    var values = new LinkedHashMap<String, Object>();
    for (Column column : scope.columns(input, step.columns())) {
      switch (step.with()) {
        case Mode -> values.put(column.name(), mode(input, column, scope));
        case Mean, Median -> values.put(column.name(), center(input, column, scope));
        default -> checkConstant(column, scope);
      }
    }
    return values;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      String value = fitted.path(column.name()).asText(step.value());
      projection.replace(
          column,
          "coalesce(%s, CAST(%s AS %s))"
              .formatted(column.quoted(), Sql.text(value), column.type()));
    }
    return projection.from(input, scope);
  }

  private void checkConstant(Column column, Scope scope) {
    String text = String.valueOf(step.value());
    try {
      scope.engine().rows("SELECT CAST(" + Sql.text(text) + " AS " + column.type() + ")", row -> 1);
    } catch (EngineException e) {
      throw scope.refuse(
          "TypeMismatch",
          "column %s is %s, and '%s' is not".formatted(column.name(), column.type(), text));
    }
  }

  private Object center(Relation input, Column column, Scope scope) {
    scope.require(column, "number", step.with() + " needs numbers, Mode does not");
    Distribution found =
        Distribution.of(scope.engine(), input.quoted(), column.quoted(), scope.train(input));
    if (found == null) {
      throw scope.nothing(column);
    }
    double center = step.with() == FillStep.With.Median ? found.median() : found.mean();
    // A column of whole numbers stays one.
    return "integer".equals(column.kind()) ? (Object) Math.round(center) : (Object) center;
  }

  private static Object mode(Relation input, Column column, Scope scope) {
    return scope
        .engine()
        .rows(
            "SELECT CAST(%1$s AS VARCHAR) FROM %2$s WHERE %3$s AND %1$s IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, min(%1$s), 1 LIMIT 1"
                .formatted(column.quoted(), input.quoted(), scope.train(input)),
            row -> row.getString(1))
        .stream()
        .findFirst()
        .orElseThrow(() -> scope.nothing(column));
  }
}
