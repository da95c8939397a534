package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Gives columns other names. */
public record Rename(Map<String, String> names) implements RowVerb {
  @Override
  public String name() {
    return "rename";
  }

  @Override
  public List<String> replaces(Relation input) {
    var both = new ArrayList<>(names.keySet());
    both.addAll(names.values());
    return both;
  }

  @Override
  public List<String> made(Relation input, Relation output) {
    return List.of();
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    scope.columns(input, List.copyOf(names.keySet()));
    names.forEach((from, to) -> projection.rename(scope.column(input, from), to));
    return projection.from(input, scope);
  }
}
