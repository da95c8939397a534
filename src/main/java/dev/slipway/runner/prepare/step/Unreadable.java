package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.ColumnType;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;

/** Refuses values that cannot be read as what they should be. */
final class Unreadable {
  private static final int LONGEST = 60;

  /**
   * Refuses a table in which a value is there and its reading is not.
   *
   * @param raw the expression of the value
   * @param read the expression of its reading, missing where it cannot be read
   */
  static void refuse(
      Relation input, String raw, String read, Column column, ColumnType to, Scope scope) {
    String bad = raw + " IS NOT NULL AND " + read + " IS NULL";
    scope
        .engine()
        .each(
            "SELECT count(*), min(CAST(%s AS VARCHAR)) FROM %s WHERE %s"
                .formatted(raw, input.quoted(), bad),
            row -> {
              if (row.getLong(1) > 0) {
                throw scope.refuse(
                    "TypeMismatch",
                    "column %s: %,d values are no %s, such as '%s'; onError: Missing makes them missing values"
                        .formatted(column.name(), row.getLong(1), to, cut(row.getString(2))));
              }
            });
  }

  static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private Unreadable() {}
}
