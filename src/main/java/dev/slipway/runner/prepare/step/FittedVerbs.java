package dev.slipway.runner.prepare.step;

import dev.slipway.api.Step;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Distribution;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Verbs that learn something from the train part: fill, encode. */
public final class FittedVerbs {
  private static final int MOST_ONE_HOT = 100;
  private static final int MOST_ORDINAL = 1000;

  /** Replaces missing values. */
  public record Fill(Step.Fill step) implements Verb {
    @Override
    public String name() {
      return "fill";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      List<Column> filled = scope.columns(input, step.columns());
      var values = new LinkedHashMap<String, Object>();
      for (Column column : filled) {
        values.put(column.name(), value(input, column, scope));
      }
      var list = new ArrayList<String>();
      for (Column column : input.columns()) {
        Object value = values.get(column.name());
        list.add(value == null ? column.quoted() : replaced(column, value));
      }
      Relation relation =
          scope.table("SELECT " + String.join(", ", list) + " FROM " + input.quoted());
      boolean fitted = step.with() != Step.Fill.With.Constant;
      return new Outcome(relation, fitted ? values : Map.of());
    }

    private static String replaced(Column column, Object value) {
      String cast = "CAST(" + Sql.text(value.toString()) + " AS " + column.type() + ")";
      return "coalesce(" + column.quoted() + ", " + cast + ") AS " + column.quoted();
    }

    private Object value(Relation input, Column column, Scope scope) {
      return switch (step.with()) {
        case Constant -> constant(column, scope);
        case Mode -> mode(input, column, scope);
        case Mean -> center(input, column, scope, false);
        case Median -> center(input, column, scope, true);
      };
    }

    private Object constant(Column column, Scope scope) {
      String text = String.valueOf(step.value());
      try {
        scope
            .engine()
            .rows("SELECT CAST(" + Sql.text(text) + " AS " + column.type() + ")", row -> 1);
      } catch (EngineException e) {
        throw scope.refuse(
            "TypeMismatch",
            "column %s is %s, and '%s' is not".formatted(column.name(), column.type(), text));
      }
      return text;
    }

    private Object center(Relation input, Column column, Scope scope, boolean median) {
      if (!column.numeric()) {
        throw scope.refuse(
            "TypeMismatch",
            "column %s is %s; %s needs numbers, Mode does not"
                .formatted(column.name(), column.type(), step.with()));
      }
      Distribution found =
          Distribution.of(scope.engine(), input.quoted(), column.quoted(), scope.train(input));
      if (found == null) {
        throw nothing(column, scope);
      }
      double center = median ? found.median() : found.mean();
      // A column of whole numbers stays one.
      return "integer".equals(column.kind()) ? (Object) Math.round(center) : (Object) center;
    }

    private Object mode(Relation input, Column column, Scope scope) {
      List<String> most =
          scope
              .engine()
              .rows(
                  "SELECT CAST(%1$s AS VARCHAR) FROM %2$s WHERE %3$s AND %1$s IS NOT NULL GROUP BY %1$s ORDER BY count(*) DESC, %1$s LIMIT 1"
                      .formatted(column.quoted(), input.quoted(), scope.train(input)),
                  row -> row.getString(1));
      if (most.isEmpty()) {
        throw nothing(column, scope);
      }
      return most.getFirst();
    }

    private static RuntimeException nothing(Column column, Scope scope) {
      return scope.refuse(
          "StepFailed", "column " + column.name() + " has no value at all in the train part");
    }
  }

  /** Turns categories into numbers. */
  public record Encode(Step.Encode step) implements Verb {
    @Override
    public String name() {
      return "encode";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      boolean oneHot = step.as() == Step.Encode.As.OneHot;
      var fitted = new LinkedHashMap<String, Object>();
      for (Column column : scope.columns(input, step.columns())) {
        fitted.put(column.name(), categories(input, column, scope, oneHot));
      }
      var list = new ArrayList<String>();
      var added = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
      for (Column column : input.columns()) {
        if (!(fitted.get(column.name()) instanceof List<?> categories)) {
          list.add(column.quoted());
        } else if (oneHot) {
          for (Object category : categories) {
            String name = column.name() + "_" + category;
            String old = added.put(name, oneHot(column, category.toString(), name));
            if (old != null || input.find(name).isPresent()) {
              throw scope.refuse("StepFailed", "there would be two columns named " + name);
            }
          }
        } else {
          list.add(ordinal(column, categories) + " AS " + column.quoted());
        }
      }
      list.addAll(added.values());
      return new Outcome(
          scope.table("SELECT " + String.join(", ", list) + " FROM " + input.quoted()), fitted);
    }

    private static String oneHot(Column column, String category, String name) {
      return "CAST(coalesce(CAST(%s AS VARCHAR) = %s, false) AS BIGINT) AS %s"
          .formatted(column.quoted(), Sql.text(category), Sql.name(name));
    }

    private static String ordinal(Column column, List<?> categories) {
      String all = String.join(", ", categories.stream().map(c -> Sql.text(c.toString())).toList());
      return "CAST(coalesce(list_position([%s]::VARCHAR[], CAST(%s AS VARCHAR)), 0) - 1 AS BIGINT)"
          .formatted(all, column.quoted());
    }

    private static List<String> categories(
        Relation input, Column column, Scope scope, boolean oneHot) {
      int most = oneHot ? MOST_ONE_HOT : MOST_ORDINAL;
      List<String> categories =
          scope
              .engine()
              .rows(
                  "SELECT DISTINCT CAST(%1$s AS VARCHAR) AS c FROM %2$s WHERE %3$s AND %1$s IS NOT NULL ORDER BY c LIMIT %4$d"
                      .formatted(column.quoted(), input.quoted(), scope.train(input), most + 1),
                  row -> row.getString(1));
      if (categories.size() > most) {
        throw scope.refuse(
            "StepFailed",
            "column %s has more than %d categories; group rare ones with derive first"
                .formatted(column.name(), most));
      }
      if (categories.isEmpty()) {
        throw scope.refuse(
            "StepFailed", "column " + column.name() + " has no value at all in the train part");
      }
      return categories;
    }
  }

  private FittedVerbs() {}
}
