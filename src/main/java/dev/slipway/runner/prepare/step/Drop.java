package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;

/** Removes columns. */
public record Drop(List<String> names) implements RowVerb {
  @Override
  public String name() {
    return "drop";
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    scope.columns(input, names).forEach(projection::remove);
    return projection.from(input, scope);
  }
}
