package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.ScaleStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Distribution;
import dev.slipway.runner.prepare.engine.Quantiles;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Brings numbers to a common scale: (x − center) / width, or ln(1 + x). */
public record Scale(ScaleStep step) implements RowVerb {
  private static final String CENTER = "center";
  private static final String WIDTH = "width";

  @Override
  public String name() {
    return "scale";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public void check(Relation input, Scope scope) {
    for (Column column : scope.columns(input, step.columns(), "number", "scale needs numbers")) {
      if (step.by() != ScaleStep.By.Log) {
        continue;
      }
      long negative =
          scope
              .engine()
              .number(
                  "SELECT count(*) FROM " + input.quoted() + " WHERE " + column.quoted() + " < 0");
      if (negative > 0) {
        throw scope.refuse(
            "StepFailed",
            "column %s has %,d values below 0, which Log does not take; clip it at 0 before, or scale it by Standard"
                .formatted(column.name(), negative));
      }
    }
  }

  @Override
  public Map<String, Object> fit(Relation input, Scope scope) {
    var fitted = new LinkedHashMap<String, Object>();
    if (step.by() != ScaleStep.By.Log) {
      for (Column column : scope.columns(input, step.columns())) {
        fitted.put(column.name(), found(input, column, scope));
      }
    }
    return fitted;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      String x = "CAST(" + column.quoted() + " AS DOUBLE)";
      if (step.by() == ScaleStep.By.Log) {
        projection.replace(column, "CASE WHEN %1$s >= 0 THEN ln(1 + %1$s) END".formatted(x));
        continue;
      }
      JsonNode own = fitted.path(column.name());
      double width = own.path(WIDTH).asDouble();
      String scaled =
          "(" + x + " - " + Sql.number(own.path(CENTER).asDouble()) + ") / " + Sql.number(width);
      projection.replace(
          column,
          width == 0
              ? "CASE WHEN " + x + " IS NOT NULL THEN " + Sql.number(0) + " END"
              : Sql.finite("(" + scaled + ")"));
    }
    return projection.from(input, scope);
  }

  private Map<String, Double> found(Relation input, Column column, Scope scope) {
    String train = scope.train(input);
    if (step.by() == ScaleStep.By.Robust) {
      double[] quartiles =
          Quantiles.of(scope.engine(), input.quoted(), column.quoted(), train, 0.25, 0.5, 0.75);
      if (quartiles.length == 0) {
        throw scope.nothing(column);
      }
      return of(quartiles[1], quartiles[2] - quartiles[0]);
    }
    Distribution found = Distribution.of(scope.engine(), input.quoted(), column.quoted(), train);
    if (found == null) {
      throw scope.nothing(column);
    }
    if (step.by() == ScaleStep.By.MinMax) {
      return of(found.min(), found.max() - found.min());
    }
    Double deviation = found.deviation();
    return of(found.mean(), deviation == null ? 0 : deviation);
  }

  private static Map<String, Double> of(double center, double width) {
    var both = new LinkedHashMap<String, Double>();
    both.put(CENTER, center);
    both.put(WIDTH, width);
    return both;
  }
}
