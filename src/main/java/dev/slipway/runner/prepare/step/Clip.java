package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.ClipStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Quantiles;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Limits numbers to a range; whole numbers stay whole. */
public record Clip(ClipStep step) implements RowVerb {
  private static final double USUAL_FACTOR = 1.5;
  private static final String MIN = "min";
  private static final String MAX = "max";

  @Override
  public String name() {
    return "clip";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Map<String, Object> fit(Relation input, Scope scope) {
    var fitted = new LinkedHashMap<String, Object>();
    for (Column column : scope.columns(input, step.columns(), "number", "clip needs numbers")) {
      if (step.by() != ClipStep.By.Range) {
        fitted.put(column.name(), bounds(input, column, scope));
      }
    }
    return fitted;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      JsonNode own = fitted.path(column.name());
      Double min = step.by() == ClipStep.By.Range ? step.min() : number(own.path(MIN));
      Double max = step.by() == ClipStep.By.Range ? step.max() : number(own.path(MAX));
      boolean whole = "integer".equals(column.kind());
      if (whole) {
        min = min == null ? null : (Double) Math.ceil(min);
        max = max == null ? null : (Double) Math.floor(max);
        if (min != null && max != null && min > max) {
          // No whole number lies between; the nearer one to both is taken.
          min = (double) Math.round((min + max) / 2);
          max = min;
        }
      }
      projection.replace(column, clipped(column, min, max, whole));
    }
    return projection.from(input, scope);
  }

  private static String clipped(
      Column column, @Nullable Double min, @Nullable Double max, boolean whole) {
    String value = column.normal();
    var sql = new StringBuilder("CASE");
    if (min != null) {
      String bound = bound(min, whole);
      sql.append(" WHEN %s < %s THEN %s".formatted(value, bound, bound));
    }
    if (max != null) {
      String bound = bound(max, whole);
      sql.append(" WHEN %s > %s THEN %s".formatted(value, bound, bound));
    }
    return sql.append(" ELSE ").append(value).append(" END").toString();
  }

  private static String bound(double bound, boolean whole) {
    return whole ? "CAST(" + (long) bound + " AS BIGINT)" : Sql.number(bound);
  }

  private static @Nullable Double number(JsonNode node) {
    return node.isNumber() ? (Double) node.asDouble() : null;
  }

  private Map<String, Object> bounds(Relation input, Column column, Scope scope) {
    boolean iqr = step.by() == ClipStep.By.IQR;
    Double lower = iqr ? Double.valueOf(0.25) : step.lower();
    Double upper = iqr ? Double.valueOf(0.75) : step.upper();
    double[] found =
        Quantiles.of(
            scope.engine(),
            input.quoted(),
            column.quoted(),
            scope.train(input),
            lower == null ? 0 : lower,
            upper == null ? 1 : upper);
    if (found.length == 0) {
      throw scope.nothing(column);
    }
    Double factor = step.factor();
    double margin = iqr ? (factor == null ? USUAL_FACTOR : factor) * (found[1] - found[0]) : 0;
    var bounds = new LinkedHashMap<String, Object>();
    if (lower != null) {
      bounds.put(MIN, found[0] - margin);
    }
    if (upper != null) {
      bounds.put(MAX, found[1] + margin);
    }
    return bounds;
  }
}
