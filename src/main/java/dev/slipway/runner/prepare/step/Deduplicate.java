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
    String tied = "SELECT %1$s FROM %2$s GROUP BY ALL HAVING count(*) > 1";
    tied = tied.formatted(Sql.names(by), best.quoted());
    if (scope.engine().number("SELECT count(*) FROM (" + tied + ")") == 0) {
      return Outcome.of(best);
    }
    // Few rows are tied: only they are worth hashing.
    String same = same("b", "tied", by);
    Relation single =
        scope.table(
            ("SELECT b.* FROM %1$s b ANTI JOIN (%2$s) tied ON %3$s"
                    + " UNION ALL (SELECT * FROM (SELECT b.* FROM %1$s b SEMI JOIN (%2$s) tied ON %3$s)"
                    + " QUALIFY row_number() OVER (PARTITION BY %4$s ORDER BY %5$s) = 1)")
                .formatted(best.quoted(), tied, same, Sql.names(by), RowHash.of(input.columns())));
    scope.engine().drop(best);
    return Outcome.of(single);
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
