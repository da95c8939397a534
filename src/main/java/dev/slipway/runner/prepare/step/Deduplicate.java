package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.DeduplicateStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** Keeps one row of those that agree; ties are broken by the rows' content, not their order. */
public record Deduplicate(DeduplicateStep step) implements Verb {
  @Override
  public String name() {
    return "deduplicate";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    List<String> by = scope.columns(input, step.by()).stream().map(Column::name).toList();
    Relation best = best(input, by, scope.column(input, step.orderBy()), scope);
    // Few rows are tied: only they are worth hashing.
    Relation chosen =
        scope.table(
            "SELECT b.* FROM %1$s b SEMI JOIN (SELECT %2$s FROM %1$s GROUP BY ALL HAVING count(*) > 1) tied ON %3$s QUALIFY row_number() OVER (PARTITION BY %2$s ORDER BY %4$s) = 1"
                .formatted(
                    best.quoted(),
                    Sql.names(by),
                    same("b", "tied", by),
                    RowHash.of(input.columns())));
    if (scope.engine().count(chosen) > 0) {
      scope
          .engine()
          .change(
              "DELETE FROM %s b USING %s c WHERE %s"
                  .formatted(best.quoted(), chosen.quoted(), same("b", "c", by)));
      scope.engine().change("INSERT INTO " + best.quoted() + " SELECT * FROM " + chosen.quoted());
    }
    scope.engine().drop(chosen);
    return Outcome.of(best);
  }

  /** The rows that come first, or last, of those that agree; several where they are tied. */
  private Relation best(Relation input, List<String> by, Column order, Scope scope) {
    boolean last = step.keep() == DeduplicateStep.Keep.Last;
    return scope.table(
        "SELECT i.* FROM %s i JOIN (SELECT %s, %s(%s) AS __slipway_best FROM %s GROUP BY ALL) g ON %s AND i.%s IS NOT DISTINCT FROM g.__slipway_best"
            .formatted(
                input.quoted(),
                Sql.names(by),
                last ? "max" : "min",
                order.quoted(),
                input.quoted(),
                same("i", "g", by),
                order.quoted()));
  }

  private static String same(String one, String other, List<String> by) {
    return by.stream()
        .map(Sql::name)
        .map(name -> "%s.%s IS NOT DISTINCT FROM %s.%s".formatted(one, name, other, name))
        .collect(Collectors.joining(" AND "));
  }
}
