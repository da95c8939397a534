package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Adds or replaces columns; every expression sees the columns as they were before the step. */
public record Derive(Map<String, String> expressions) implements RowVerb {
  @Override
  public String name() {
    return "derive";
  }

  @Override
  public List<String> replaces(Relation input) {
    return List.copyOf(expressions.keySet());
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    new TreeMap<>(expressions)
        .forEach(
            (name, expression) -> {
              String value = value(input, scope, name, expression);
              input
                  .find(name)
                  .ifPresentOrElse(
                      column -> projection.replace(column, value),
                      () -> projection.add(name, value));
            });
    return projection.from(input, scope);
  }

  private static String value(Relation input, Scope scope, String name, String expression) {
    String type = Expressions.type(scope, input, "column " + name, expression);
    String value = Expressions.bracketed(expression);
    return new Column(name, type).floating() ? Sql.finite(value) : value;
  }
}
