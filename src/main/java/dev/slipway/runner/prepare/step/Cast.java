package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.CastStep;
import dev.slipway.api.step.ColumnType;
import dev.slipway.api.step.OnError;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;

/** Gives columns another type. */
public record Cast(CastStep step) implements RowVerb {
  @Override
  public String name() {
    return "cast";
  }

  @Override
  public List<String> replaces(Relation input) {
    return step.columns();
  }

  @Override
  public void check(Relation input, Scope scope) {
    if (step.onError() == OnError.Missing) {
      return;
    }
    for (Column column : scope.columns(input, step.columns())) {
      Unreadable.refuse(input, column.quoted(), value(column, scope), column, step.to(), scope);
    }
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column : scope.columns(input, step.columns())) {
      String value = value(column, scope);
      projection.replace(column, step.to() == ColumnType.Number ? Sql.finite(value) : value);
    }
    return projection.from(input, scope);
  }

  private String value(Column column, Scope scope) {
    String format = step.format();
    if (format == null) {
      return "TRY_CAST(" + column.quoted() + " AS " + Types.sql(step.to()) + ")";
    }
    scope.require(column, "string", "`format` reads text");
    return "try_strptime(CAST(" + column.quoted() + " AS VARCHAR), " + Sql.text(format) + ")";
  }
}
