package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.UnionStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.stream.Collectors;

/** Adds the rows of another source, cast to the types that are there; its other columns go. */
public record Union(UnionStep step) implements Verb {
  @Override
  public String name() {
    return "union";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    Relation other = scope.source(step.source());
    if (other.empty()) {
      return Outcome.of(input);
    }
    if (other.columns().stream().noneMatch(column -> input.find(column.name()).isPresent())) {
      throw scope.refuse(
          "ColumnMissing",
          "source %s has none of the columns %s; it has %s"
              .formatted(step.source(), input.described(), other.described()));
    }
    String values =
        input.columns().stream()
            .map(
                column ->
                    other
                        .find(column.name())
                        .map(same -> cast(same, column))
                        .orElse("CAST(NULL AS " + column.type() + ")"))
            .collect(Collectors.joining(", "));
    return Outcome.of(
        scope.table(
            "SELECT * FROM "
                + input.quoted()
                + " UNION ALL SELECT "
                + values
                + " FROM "
                + other.quoted()));
  }

  private static String cast(Column from, Column to) {
    return from.type().equals(to.type())
        ? from.quoted()
        : "CAST(" + from.quoted() + " AS " + to.type() + ")";
  }
}
