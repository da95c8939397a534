package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.AggregateStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes one row of all that agree in some columns. */
public record Aggregate(AggregateStep step) implements Verb {
  @Override
  public String name() {
    return "aggregate";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns().stream().map(AggregateStep.Value::as).toList();
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    var projection = new Projection();
    List<Column> by = scope.columns(input, step.by());
    for (Column column : by) {
      projection.add(column.name(), plain(column));
    }
    for (AggregateStep.Value value : step.columns()) {
      String of = value.column();
      Column column = of == null ? null : scope.column(input, of);
      projection.add(value.as(), function(value.function(), column, scope));
    }
    String groups = by.stream().map(Aggregate::plain).collect(Collectors.joining(", "));
    return Outcome.of(scope.table(projection.from(input, scope) + " GROUP BY " + groups));
  }

  /** Zero and negative zero are equal, and either could stand for a group of both. */
  private static String plain(Column column) {
    return column.floating()
        ? "CASE WHEN %1$s = 0 THEN 0 ELSE %1$s END".formatted(column.quoted())
        : column.quoted();
  }

  private static String function(
      AggregateStep.Function function, @Nullable Column column, Scope scope) {
    if (column == null) {
      return "count(*)";
    }
    String value = plain(column);
    return switch (function) {
      case Count -> "count(" + value + ")";
      case CountDistinct -> "count(DISTINCT " + value + ")";
      case Min -> "min(" + value + ")";
      case Max -> "max(" + value + ")";
      case Sum -> number("sum", column, function, scope);
      case Mean -> number("avg", column, function, scope);
      case StandardDeviation -> number("stddev_samp", column, function, scope);
      case Median -> number("median", column, function, scope);
    };
  }

  /**
   * Floating-point sums depend on the order of their terms, and threads would decide it; so it is
   * given. Sums of whole numbers are exact.
   */
  private static String number(
      String name, Column column, AggregateStep.Function function, Scope scope) {
    scope.require(column, "number", function + " needs numbers");
    boolean whole = "integer".equals(column.kind());
    if (whole && name.equals("sum")) {
      return "CAST(sum(" + column.normal() + ") AS BIGINT)";
    }
    if ((whole && name.equals("avg")) || name.equals("median")) {
      return name + "(" + column.normal() + ")";
    }
    String x = "CAST(" + column.quoted() + " AS DOUBLE)";
    return Sql.finite("%s(%s ORDER BY %s)".formatted(name, x, x));
  }
}
