package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.LinkedHashMap;
import java.util.Map;

/** The values of a column as categories: their texts. */
final class Categories {
  /** The expression of a value's category. */
  static String text(Column column) {
    return "CAST(" + column.quoted() + " AS VARCHAR)";
  }

  /** The categories of the train part in alphabetical order, and their rows; at least one. */
  static Map<String, Long> counted(Relation input, Column column, int most, Scope scope) {
    var categories = new LinkedHashMap<String, Long>();
    scope
        .engine()
        .each(
            "SELECT %s, count(*) FROM %s WHERE %s AND %s IS NOT NULL GROUP BY 1 ORDER BY 1 LIMIT %d"
                .formatted(
                    text(column), input.quoted(), scope.train(input), column.quoted(), most + 1),
            row -> categories.put(row.getString(1), row.getLong(2)));
    if (categories.size() > most) {
      throw scope.refuse(
          "StepFailed",
          "column %s has more than %,d categories; group rare ones with derive first"
              .formatted(column.name(), most));
    }
    if (categories.isEmpty()) {
      throw scope.nothing(column);
    }
    return categories;
  }

  private Categories() {}
}
