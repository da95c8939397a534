package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBAppender;

/**
 * A table of fitted numbers by category. The engine joins with it by hash, where a list in the
 * statement would be searched from its beginning for every row.
 */
record Lookup(Relation table) {
  private static final String KEY = "__slipway_key";
  private static final String VALUE = "__slipway_value";

  static Lookup of(Engine engine, Map<String, ? extends Number> values) {
    Relation table = engine.table(List.of(new Column(KEY, "VARCHAR"), new Column(VALUE, "DOUBLE")));
    try (DuckDBAppender appender = engine.connection().createAppender("main", table.table())) {
      for (Map.Entry<String, ? extends Number> entry : values.entrySet()) {
        appender.beginRow();
        appender.append(entry.getKey());
        appender.append(entry.getValue().doubleValue());
        appender.endRow();
      }
    } catch (SQLException e) {
      throw new EngineException(e);
    }
    return new Lookup(table);
  }

  /** The expression of the number of a key; missing when the key is unknown or missing. */
  String value(String key) {
    return "(SELECT %s FROM %s WHERE %s = %s)".formatted(VALUE, table.quoted(), KEY, key);
  }
}
