package dev.slipway.runner.prepare.step;

import dev.slipway.api.Step;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Verbs that bring another source in: join, union. */
public final class SetVerbs {
  /** Adds the columns of another source where the given columns are equal. */
  public record Join(Step.Join step) implements Verb {
    @Override
    public String name() {
      return "join";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      Relation other = scope.source(step.source());
      if (other.empty()) {
        throw scope.refuse(
            "EmptyResult", "source " + step.source() + " holds nothing yet, so it has no columns");
      }
      var conditions = new ArrayList<String>();
      for (String name : step.by()) {
        Column left = scope.column(input, name);
        Column right =
            other
                .find(name)
                .orElseThrow(
                    () ->
                        scope.refuse(
                            "ColumnMissing",
                            "source %s has no column %s; its columns are %s"
                                .formatted(step.source(), name, other.described())));
        if (!comparable(left, right)) {
          throw scope.refuse(
              "TypeMismatch",
              "column %s is %s here and %s in source %s; cast one of them with derive"
                  .formatted(name, left.type(), right.type(), step.source()));
        }
        conditions.add("l." + left.quoted() + " = r." + right.quoted());
      }
      List<Column> added =
          other.columns().stream()
              .filter(column -> step.by().stream().noneMatch(column::named))
              .toList();
      List<String> twice =
          added.stream().map(Column::name).filter(n -> input.find(n).isPresent()).toList();
      if (!twice.isEmpty()) {
        throw scope.refuse(
            "StepFailed",
            "both sides have the columns %s; rename or drop them in one of them before (from: %s)"
                .formatted(String.join(", ", twice), step.source()));
      }
      String columns =
          added.stream().map(column -> ", r." + column.quoted()).collect(Collectors.joining());
      return Outcome.of(
          scope.table(
              "SELECT l.*"
                  + columns
                  + " FROM "
                  + input.quoted()
                  + " l "
                  + (step.type() == Step.Join.Type.Left ? "LEFT" : "INNER")
                  + " JOIN "
                  + other.quoted()
                  + " r ON "
                  + String.join(" AND ", conditions)));
    }

    private static boolean comparable(Column left, Column right) {
      return (left.numeric() && right.numeric())
          || left.type().equals(right.type())
          || (left.kind() != null && left.kind().equals(right.kind()));
    }
  }

  /** Adds the rows of another source, cast to the types that are there; its other columns go. */
  public record Union(Step.Union step) implements Verb {
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

  private SetVerbs() {}
}
