package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.EncodeStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Turns each category into its share of the values of the train part; 0 if it has none. */
public record EncodeFrequency(EncodeStep step) implements RowVerb {
  static final int MOST = 10_000;

  @Override
  public String name() {
    return "encode";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public Map<String, Object> fit(Relation input, Scope scope) {
    var fitted = new LinkedHashMap<String, Object>();
    for (Column column : scope.columns(input, step.columns())) {
      Map<String, Long> counts = Categories.counted(input, column, MOST, scope);
      double all = counts.values().stream().mapToLong(Long::longValue).sum();
      var shares = new LinkedHashMap<String, Double>();
      counts.forEach((category, rows) -> shares.put(category, rows / all));
      fitted.put(column.name(), shares);
    }
    return fitted;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      var shares = new LinkedHashMap<String, Double>();
      fitted
          .path(column.name())
          .properties()
          .forEach(entry -> shares.put(entry.getKey(), entry.getValue().asDouble()));
      String value = Lookup.of(scope.engine(), shares).value(Categories.text(column));
      projection.replace(column, "CAST(coalesce(" + value + ", 0) AS DOUBLE)");
    }
    return projection.from(input, scope);
  }
}
