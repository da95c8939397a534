package dev.slipway.runner.prepare.step;

import dev.slipway.api.Step;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Verbs that work on rows one by one, or drop them: derive, filter, deduplicate. */
public final class RowVerbs {
  /** Adds or replaces columns; every expression sees the columns as they were before the step. */
  public record Derive(Map<String, String> expressions) implements Verb {
    @Override
    public String name() {
      return "derive";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      var values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      new TreeMap<>(expressions)
          .forEach((name, expression) -> values.put(name, value(input, scope, name, expression)));
      var list = new ArrayList<String>();
      for (Column column : input.columns()) {
        Object value = values.remove(column.name());
        list.add(value == null ? column.quoted() : value + " AS " + column.quoted());
      }
      values.forEach((name, value) -> list.add(value + " AS " + Sql.name(name.toString())));
      return Outcome.of(
          scope.table("SELECT " + String.join(", ", list) + " FROM " + input.quoted()));
    }

    private static String value(Relation input, Scope scope, String name, String expression) {
      String type = Expressions.type(scope, input, "column " + name, expression);
      String value = Expressions.bracketed(expression);
      return new Column(name, type).floating() ? Sql.finite(value) : value;
    }
  }

  /** Keeps the rows for which an expression is true. */
  public record Filter(String expression) implements Verb {
    @Override
    public String name() {
      return "filter";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      String type = Expressions.type(scope, input, "condition", expression);
      if (!type.equals("BOOLEAN")) {
        throw scope.refuse("TypeMismatch", expression + " is " + type + ", not true or false");
      }
      return Outcome.of(
          scope.table(
              "SELECT * FROM " + input.quoted() + " WHERE " + Expressions.bracketed(expression)));
    }
  }

  /** Keeps one row of those that agree; ties are broken by the rows' content, not their order. */
  public record Deduplicate(Step.Deduplicate step) implements Verb {
    @Override
    public String name() {
      return "deduplicate";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      List<String> by = scope.columns(input, step.by()).stream().map(Column::name).toList();
      Column order = scope.column(input, step.orderBy());
      boolean last = step.keep() == Step.Deduplicate.Keep.Last;
      return Outcome.of(
          scope.table(
              "SELECT * FROM "
                  + input.quoted()
                  + " QUALIFY row_number() OVER (PARTITION BY "
                  + Sql.names(by)
                  + " ORDER BY "
                  + order.quoted()
                  + (last ? " DESC" : " ASC")
                  + " NULLS LAST, "
                  + RowHash.of(input.columns())
                  + ") = 1"));
    }
  }

  private RowVerbs() {}
}
