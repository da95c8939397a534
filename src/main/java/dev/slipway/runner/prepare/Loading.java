package dev.slipway.runner.prepare;

import java.util.List;

/** Turns what a source gave into a relation, the same way for all kinds of sources. */
final class Loading {
  /** A floating-point value, or missing when it is NaN or infinite, which JSON cannot tell. */
  static String finite(String value) {
    return "CASE WHEN isfinite(" + value + ") THEN " + value + " END";
  }

  /** The relation of what a query reads. */
  static Relation of(Engine engine, String query) {
    List<Column> columns = engine.describe("SELECT * FROM " + query);
    String list =
        String.join(
            ", ",
            columns.stream()
                .map(c -> c.floating() ? finite(c.quoted()) + " AS " + c.quoted() : c.quoted())
                .toList());
    return engine.table("SELECT " + list + " FROM " + query);
  }

  private Loading() {}
}
