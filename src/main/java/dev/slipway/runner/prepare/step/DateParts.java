package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.step.DatePartsStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.time.DateTimeException;
import java.time.ZoneId;

/** Adds parts of moments as whole numbers. */
public record DateParts(DatePartsStep step) implements RowVerb {
  @Override
  public String name() {
    return "dateParts";
  }

  @Override
  public String query(Relation input, JsonNode fitted, Scope scope) {
    var projection = Projection.of(input);
    for (Column column :
        scope.columns(input, step.columns(), "timestamp", "dateParts needs timestamps; cast it")) {
      for (DatePartsStep.Part part : step.parts()) {
        projection.add(
            column.name() + "_" + part,
            "CAST(" + value(part, column.normal(), local(column, scope)) + " AS BIGINT)");
      }
    }
    return projection.from(input, scope);
  }

  private String local(Column column, Scope scope) {
    String zone = step.timeZone();
    if (zone == null) {
      return column.normal();
    }
    try {
      ZoneId.of(zone);
    } catch (DateTimeException e) {
      throw scope.refuse("StepFailed", "there is no time zone " + zone);
    }
    return "(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)".formatted(column.normal(), Sql.text(zone));
  }

  private static String value(DatePartsStep.Part part, String moment, String local) {
    return switch (part) {
      case Year, Quarter, Month, Week, Day, Hour, Minute, Second, DayOfYear ->
          "date_part('"
              + (part == DatePartsStep.Part.DayOfYear ? "doy" : part)
              + "', "
              + local
              + ")";
      case DayOfWeek -> "isodow(" + local + ")";
      case Weekend -> "isodow(" + local + ") >= 6";
      case Epoch -> "floor(epoch(" + moment + "))";
    };
  }
}
