package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;

/** Keeps columns, in the order given. */
public record Select(List<String> names) implements RowVerb {
  @Override
  public String name() {
    return "select";
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = new Projection();
    for (Column column : scope.columns(input, names)) {
      projection.add(column.name(), column.quoted());
    }
    return projection.from(input, scope);
  }
}
