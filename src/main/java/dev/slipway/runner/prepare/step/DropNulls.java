package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Relation;
import java.util.List;
import java.util.stream.Collectors;

/** Removes rows that have no value in one of the columns. */
public record DropNulls(List<String> names) implements Verb {
  @Override
  public String name() {
    return "dropNulls";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    String all =
        scope.columns(input, names).stream()
            .map(column -> column.quoted() + " IS NOT NULL")
            .collect(Collectors.joining(" AND "));
    return Outcome.of(scope.view("SELECT * FROM " + input.quoted() + " WHERE " + all, input));
  }
}
