package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.BalanceStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.LinkedHashMap;
import java.util.Map;

/** Brings the classes of the train part to like numbers of rows; the other parts stay. */
public record Balance(BalanceStep step) implements Verb {
  private static final int MOST_CLASSES = 1000;
  private static final String RANK = "__slipway_rank";
  private static final String ROWS = "__slipway_rows";

  @Override
  public String name() {
    return "balance";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    Column column = scope.column(input, step.column());
    String train = scope.train(input);
    Map<String, Long> before = classes(input, column, train, scope);
    long smallest = before.values().stream().mapToLong(Long::longValue).min().orElseThrow();
    long largest = before.values().stream().mapToLong(Long::longValue).max().orElseThrow();
    Double given = step.ratio();
    double ratio = given == null ? 1 : given;
    boolean over = step.by() == BalanceStep.By.Over;
    long bound = over ? (long) Math.ceil(largest * ratio) : (long) Math.floor(smallest / ratio);
    String copies =
        (over
                ? "CASE WHEN %2$s >= %1$d THEN 1 WHEN %3$s <= %1$d %% %2$s THEN %1$d // %2$s + 1 ELSE %1$d // %2$s END"
                : "CASE WHEN %3$s <= %1$d THEN 1 ELSE 0 END")
            .formatted(bound, ROWS, RANK);
    var after = new LinkedHashMap<String, Long>();
    before.forEach((k, n) -> after.put(k, over ? Math.max(n, bound) : Math.min(n, bound)));
    Relation relation = scope.table(query(input, column, train, copies, scope));
    return new Outcome(relation, Map.of(column.name(), after));
  }

  private Map<String, Long> classes(Relation input, Column column, String train, Scope scope) {
    var classes = new LinkedHashMap<String, Long>();
    scope
        .engine()
        .each(
            "SELECT CAST(%1$s AS VARCHAR), count(*) FROM %2$s WHERE %3$s AND %1$s IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT %4$d"
                .formatted(column.quoted(), input.quoted(), train, MOST_CLASSES + 1),
            row -> classes.put(row.getString(1), row.getLong(2)));
    if (classes.isEmpty()) {
      throw scope.nothing(column);
    }
    if (classes.size() > MOST_CLASSES) {
      throw scope.refuse(
          "StepFailed",
          "column %s has more than %,d classes".formatted(column.name(), MOST_CLASSES));
    }
    return classes;
  }

  /** Each row with its rank among the rows of its class, repeated as often as it is to be there. */
  private String query(Relation input, Column column, String train, String copies, Scope scope) {
    String columns = Sql.names(input.names());
    String has = train + " AND " + column.quoted() + " IS NOT NULL";
    String own = "PARTITION BY CAST(" + column.quoted() + " AS VARCHAR)";
    String ranked =
        "SELECT *, row_number() OVER (%s ORDER BY %s) AS %s, count(*) OVER (%s) AS %s FROM %s WHERE %s"
            .formatted(
                own,
                SaltedHash.of(name(), step.salt(), input.columns()),
                RANK,
                own,
                ROWS,
                input.quoted(),
                has);
    return "SELECT %1$s FROM (SELECT %1$s, unnest(range(%2$s)) FROM (%3$s)) UNION ALL SELECT %1$s FROM %4$s WHERE NOT (%5$s)"
        .formatted(columns, copies, ranked, input.quoted(), has);
  }
}
