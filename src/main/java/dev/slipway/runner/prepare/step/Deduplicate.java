package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.DeduplicateStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
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
    Relation tied =
        scope.table(
            "SELECT %s FROM %s GROUP BY ALL HAVING count(*) > 1"
                .formatted(Sql.names(by), best.quoted()));
    if (scope.engine().count(tied) > 0) {
      untie(best, tied, by, scope);
    }
    scope.engine().drop(tied);
    return Outcome.of(best);
  }

  /** Leaves one row of those that are tied, which are few: only they are worth hashing. */
  private static void untie(Relation best, Relation tied, List<String> by, Scope scope) {
    Engine engine = scope.engine();
    // The inner join finds them without reading whole rows; the outer one makes sure of them, for
    // rowid may also be a column of the user's.
    Relation chosen =
        scope.table(
            "SELECT b.* FROM (SELECT * FROM %1$s WHERE rowid IN (SELECT b.rowid FROM %1$s b SEMI JOIN %2$s t ON %3$s)) b SEMI JOIN %2$s t ON %3$s QUALIFY row_number() OVER (PARTITION BY %4$s ORDER BY %5$s) = 1"
                .formatted(
                    best.quoted(),
                    tied.quoted(),
                    same("b", "t", by),
                    Sql.names(by),
                    RowHash.of(best.columns())));
    engine.change(
        "DELETE FROM %s b USING %s t WHERE %s"
            .formatted(best.quoted(), tied.quoted(), same("b", "t", by)));
    engine.change("INSERT INTO " + best.quoted() + " SELECT * FROM " + chosen.quoted());
    engine.drop(chosen);
  }

  /**
   * The rows that come first, or last, of those that agree; several where they are tied. Groups
   * that do not fit into memory would have the engine write all rows to disk to join them, so they
   * are worked on in parts that do.
   */
  private Relation best(Relation input, List<String> by, Column order, Scope scope) {
    long parts = parts(input, by, scope.engine());
    if (parts == 1) {
      return scope.table(best(input.quoted(), by, order));
    }
    Relation best = scope.table(best(part(input, by, parts, 0), by, order));
    for (long part = 1; part < parts; part++) {
      scope
          .engine()
          .change(
              "INSERT INTO %s %s"
                  .formatted(best.quoted(), best(part(input, by, parts, part), by, order)));
    }
    return best;
  }

  /** About what a group takes in memory: its key, its value, and its places in two hash tables. */
  private static long groupBytes(List<String> by) {
    return 64 + 16L * by.size();
  }

  private static long parts(Relation input, List<String> by, Engine engine) {
    if (engine.count(input) * groupBytes(by) < engine.memory()) {
      return 1;
    }
    long groups =
        engine.number(
            "SELECT approx_count_distinct(hash(%s)) FROM %s"
                .formatted(Sql.names(by), input.quoted()));
    return 1 + groups * groupBytes(by) / engine.memory();
  }

  private static String part(Relation input, List<String> by, long parts, long part) {
    return "(SELECT * FROM %s WHERE hash(%s) %% %d = %d)"
        .formatted(input.quoted(), Sql.names(by), parts, part);
  }

  private String best(String rows, List<String> by, Column order) {
    boolean last = step.keep() == DeduplicateStep.Keep.Last;
    return "SELECT i.* FROM %s i JOIN (SELECT %s, %s(%s) AS __slipway_best FROM %s GROUP BY ALL) g ON %s AND i.%s IS NOT DISTINCT FROM g.__slipway_best"
        .formatted(
            rows,
            Sql.names(by),
            last ? "max" : "min",
            order.quoted(),
            rows,
            same("i", "g", by),
            order.quoted());
  }

  private static String same(String one, String other, List<String> by) {
    return by.stream()
        .map(Sql::name)
        .map(name -> "%s.%s IS NOT DISTINCT FROM %s.%s".formatted(one, name, other, name))
        .collect(Collectors.joining(" AND "));
  }
}
