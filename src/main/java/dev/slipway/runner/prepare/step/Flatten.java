package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.ColumnType;
import dev.slipway.api.step.FlattenStep;
import dev.slipway.api.step.OnError;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;

/** Takes values out of JSON text, structures and lists. */
public record Flatten(FlattenStep step) implements RowVerb {
  @Override
  public String name() {
    return "flatten";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.fields().stream().map(FlattenStep.Field::as).toList();
  }

  @Override
  public void check(Relation input, Scope scope) {
    if (step.onError() == OnError.Missing) {
      return;
    }
    Column column = scope.column(input, step.column());
    String json = json(column, scope);
    long broken =
        scope
            .engine()
            .number(
                "SELECT count(*) FROM %s WHERE %s IS NOT NULL AND %s IS NULL"
                    .formatted(input.quoted(), column.quoted(), json));
    if (broken > 0) {
      throw scope.refuse(
          "TypeMismatch",
          "column %s: %,d values are no JSON; onError: Missing makes them missing values"
              .formatted(column.name(), broken));
    }
    for (FlattenStep.Field field : step.fields()) {
      Unreadable.refuse(
          input,
          text(json, field),
          value(json, field),
          new Column(field.as(), ""),
          type(field),
          scope);
    }
  }

  @Override
  public boolean costly() {
    return true;
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    Column column = scope.column(input, step.column());
    String json = json(column, scope);
    var projection = Projection.of(input).remove(column);
    for (FlattenStep.Field field : step.fields()) {
      String value = value(json, field);
      projection.add(field.as(), type(field) == ColumnType.Number ? Sql.finite(value) : value);
    }
    return projection.from(input, scope);
  }

  private static String json(Column column, Scope scope) {
    if (column.kind() == null) {
      return "to_json(" + column.quoted() + ")";
    }
    scope.require(column, "string", "flatten needs JSON text, a structure or a list");
    String text = "CAST(" + column.quoted() + " AS VARCHAR)";
    return "CASE WHEN json_valid(" + text + ") THEN CAST(" + text + " AS JSON) END";
  }

  private static ColumnType type(FlattenStep.Field field) {
    ColumnType type = field.type();
    return type == null ? ColumnType.String : type;
  }

  private static String text(String json, FlattenStep.Field field) {
    return "json_extract_string(" + json + ", " + Sql.text(field.path()) + ")";
  }

  private static String value(String json, FlattenStep.Field field) {
    return "TRY_CAST(" + text(json, field) + " AS " + Types.sql(type(field)) + ")";
  }
}
