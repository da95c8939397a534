package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.JoinStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** Adds the columns of another source where columns are equal, or asks whether it has such rows. */
public record Join(JoinStep step) implements Verb {
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
    var on = new ArrayList<String>();
    for (String name : by()) {
      on.add(condition(input, other, name, "=", scope));
    }
    return Outcome.of(
        scope.table(
            switch (type()) {
              case Inner -> joined(input, other, other.quoted(), "INNER JOIN", on, scope);
              case Left -> joined(input, other, other.quoted(), "LEFT JOIN", on, scope);
              case Semi -> query(input, other.quoted(), "", "SEMI JOIN", on);
              case Anti -> query(input, other.quoted(), "", "ANTI JOIN", on);
              case AsOf -> asOf(input, other, on, scope);
            }));
  }

  private JoinStep.Type type() {
    JoinStep.Type type = step.type();
    return type == null ? JoinStep.Type.Inner : type;
  }

  private List<String> by() {
    List<String> by = step.by();
    return by == null ? List.of() : by;
  }

  /** Of rows of the other source that are equal in {@code by} and the time, one must be chosen. */
  private String asOf(Relation input, Relation other, List<String> on, Scope scope) {
    String time = Objects.requireNonNull(step.asOf());
    on.add(condition(input, other, time, ">=", scope));
    Column column = scope.column(input, time);
    if (!column.numeric() && !"timestamp".equals(column.kind())) {
      throw scope.refuse(
          "TypeMismatch",
          "column %s is %s; AsOf needs moments or numbers".formatted(time, column.type()));
    }
    var keys = new ArrayList<>(by());
    keys.add(time);
    String one =
        "(SELECT * FROM %s QUALIFY row_number() OVER (PARTITION BY %s ORDER BY %s) = 1)"
            .formatted(other.quoted(), Sql.names(keys), RowHash.of(other.columns()));
    return joined(input, other, one, "ASOF LEFT JOIN", on, scope);
  }

  private String joined(
      Relation input, Relation other, String from, String join, List<String> on, Scope scope) {
    List<Column> added =
        other.columns().stream()
            .filter(column -> by().stream().noneMatch(column::named))
            .filter(column -> step.asOf() == null || !column.named(step.asOf()))
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
    return query(input, from, columns, join, on);
  }

  private static String query(
      Relation input, String other, String columns, String join, List<String> on) {
    return "SELECT l.*%s FROM %s l %s %s r ON %s"
        .formatted(columns, input.quoted(), join, other, String.join(" AND ", on));
  }

  private String condition(
      Relation input, Relation other, String name, String operator, Scope scope) {
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
          "column %s is %s here and %s in source %s; cast one of them"
              .formatted(name, left.type(), right.type(), step.source()));
    }
    return "l." + left.quoted() + " " + operator + " r." + right.quoted();
  }

  private static boolean comparable(Column left, Column right) {
    return (left.numeric() && right.numeric())
        || left.type().equals(right.type())
        || (left.kind() != null && left.kind().equals(right.kind()));
  }
}
