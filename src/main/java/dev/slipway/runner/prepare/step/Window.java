package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.WindowStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Adds what rows before a row hold. */
public record Window(WindowStep step) implements Verb {
  @Override
  public String name() {
    return "window";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    String order = RowOrder.over(input, step.by(), step.orderBy(), scope);
    var projection = Projection.of(input);
    for (WindowStep.Lag lag : orEmpty(step.lag())) {
      Integer rows = lag.rows();
      projection.add(
          lag.as(),
          "lag(%s, %d) OVER (%s)"
              .formatted(
                  scope.column(input, lag.column()).quoted(), rows == null ? 1 : rows, order));
    }
    for (WindowStep.Rolling rolling : orEmpty(step.rolling())) {
      String frame =
          " OVER (%s ROWS BETWEEN %d PRECEDING AND CURRENT ROW)"
              .formatted(order, rolling.rows() - 1);
      projection.add(rolling.as(), rolling(input, rolling, frame, scope));
    }
    return Outcome.of(scope.table(projection.from(input, scope)));
  }

  private static String rolling(
      Relation input, WindowStep.Rolling rolling, String frame, Scope scope) {
    Column column = scope.column(input, rolling.column());
    return switch (rolling.function()) {
      case Count -> "count(" + column.quoted() + ")" + frame;
      case Min -> "min(" + column.quoted() + ")" + frame;
      case Max -> "max(" + column.quoted() + ")" + frame;
      case Sum -> number("sum", column, rolling, frame, scope);
      case Mean -> number("avg", column, rolling, frame, scope);
      case StandardDeviation -> number("stddev_samp", column, rolling, frame, scope);
    };
  }

  /** The engine adds a frame's values in an order that threads decide; sorted, it is always one. */
  private static String number(
      String name, Column column, WindowStep.Rolling rolling, String frame, Scope scope) {
    scope.require(column, "number", rolling.function() + " needs numbers");
    String result =
        "list_aggregate(list_sort(list(%s)%s), '%s')".formatted(column.normal(), frame, name);
    return "integer".equals(column.kind()) && name.equals("sum")
        ? "CAST(" + result + " AS BIGINT)"
        : Sql.finite(result);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
