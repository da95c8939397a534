package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query to PostgreSQL, streamed: one read-only transaction at one moment of the
 * database, a few thousand rows in memory at a time.
 */
public final class PostgresSource {
  private static final int ROWS_AT_A_TIME = 5000;

  /** Appends one value of a row. */
  private interface Copier {
    void copy(ResultSet row, int index, DuckDBAppender to) throws SQLException;
  }

  private record Target(Column column, Copier copier) {}

  public static Relation read(
      Engine engine, String source, Source.SqlQuery sql, Map<String, String> credentials) {
    String place = Locations.plain(sql.url());
    var properties = new Properties();
    properties.putAll(credentials);
    properties.setProperty("connectTimeout", "15");
    properties.setProperty("loginTimeout", "20");
    properties.setProperty("socketTimeout", "900");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "slipway");
    try (Connection connection = connect(sql.url(), properties, source)) {
      connection.setReadOnly(true);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement()) {
        statement.setFetchSize(ROWS_AT_A_TIME);
        if (!statement.execute(sql.query())) {
          throw SourceFault.unreadable(source, "the query gives no rows; write a SELECT");
        }
        return copy(engine, source, statement.getResultSet());
      }
    } catch (SQLException e) {
      throw fault(source, place, e);
    }
  }

  /** The driver is named here, because the list of drivers knows those of the main loader only. */
  private static Connection connect(String url, Properties properties, String source)
      throws SQLException {
    Driver driver = new org.postgresql.Driver();
    Connection connection = driver.connect(url, properties);
    if (connection == null) {
      throw SourceFault.unreadable(source, Locations.plain(url) + " is no jdbc:postgresql:// URL");
    }
    return connection;
  }

  private static Relation copy(Engine engine, String source, ResultSet rows) throws SQLException {
    List<Target> targets = targets(rows.getMetaData(), source);
    Relation relation = engine.table(targets.stream().map(Target::column).toList());
    try (DuckDBAppender appender = engine.connection().createAppender("main", relation.table())) {
      while (rows.next()) {
        appender.beginRow();
        for (int i = 0; i < targets.size(); i++) {
          targets.get(i).copier().copy(rows, i + 1, appender);
        }
        appender.endRow();
      }
    }
    return relation;
  }

  private static List<Target> targets(ResultSetMetaData data, String source) throws SQLException {
    var targets = new ArrayList<Target>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      String name = data.getColumnLabel(i);
      if (targets.stream().anyMatch(t -> t.column().named(name))) {
        throw SourceFault.unreadable(
            source, "the query has two columns named " + name + "; give one another name with AS");
      }
      targets.add(target(name, data.getColumnType(i), data.getColumnTypeName(i)));
    }
    return targets;
  }

  private static Target target(String name, int type, String typeName) {
    return switch (type) {
      case Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
          of(name, "BIGINT", (r, i, to) -> append(to, r.getLong(i), r.wasNull()));
      case Types.REAL, Types.DOUBLE, Types.FLOAT, Types.NUMERIC, Types.DECIMAL ->
          of(
              name,
              "DOUBLE",
              (r, i, to) -> {
                double value = r.getDouble(i);
                append(to, value, r.wasNull() || !Double.isFinite(value));
              });
      case Types.BIT, Types.BOOLEAN ->
          typeName.equals("bool")
              ? of(name, "BOOLEAN", (r, i, to) -> append(to, r.getBoolean(i), r.wasNull()))
              : text(name);
      case Types.DATE ->
          of(name, "DATE", (r, i, to) -> append(to, r.getObject(i, LocalDate.class)));
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          typeName.equals("timestamptz")
              ? of(name, "TIMESTAMP", (r, i, to) -> append(to, utc(r, i)))
              : of(
                  name, "TIMESTAMP", (r, i, to) -> append(to, r.getObject(i, LocalDateTime.class)));
      default -> text(name);
    };
  }

  private static Target text(String name) {
    return of(
        name,
        "VARCHAR",
        (r, i, to) -> {
          String value = r.getString(i);
          if (value == null) {
            to.appendNull();
          } else {
            to.append(value);
          }
        });
  }

  private static Target of(String name, String type, Copier copier) {
    return new Target(new Column(name, type), copier);
  }

  private static @Nullable LocalDateTime utc(ResultSet row, int index) throws SQLException {
    OffsetDateTime time = row.getObject(index, OffsetDateTime.class);
    return time == null ? null : time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
  }

  private static void append(DuckDBAppender to, long value, boolean missing) throws SQLException {
    if (missing) {
      to.appendNull();
    } else {
      to.append(value);
    }
  }

  private static void append(DuckDBAppender to, double value, boolean missing) throws SQLException {
    if (missing) {
      to.appendNull();
    } else {
      to.append(value);
    }
  }

  private static void append(DuckDBAppender to, boolean value, boolean missing)
      throws SQLException {
    if (missing) {
      to.appendNull();
    } else {
      to.append(value);
    }
  }

  private static void append(DuckDBAppender to, @Nullable LocalDate value) throws SQLException {
    if (value == null) {
      to.appendNull();
    } else {
      to.append(value);
    }
  }

  private static void append(DuckDBAppender to, @Nullable LocalDateTime value) throws SQLException {
    if (value == null) {
      to.appendNull();
    } else {
      to.append(value);
    }
  }

  /** Tells apart by the SQL state's class what a person, and the next attempt, can do. */
  private static RuntimeException fault(String source, String place, SQLException e) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String text = place + ": " + e.getMessage();
    if (state.startsWith("28")) {
      return SourceFault.forbidden(source, text);
    }
    if (state.startsWith("3D") || state.equals("42P01") || state.equals("3F000")) {
      return SourceFault.notFound(source, text);
    }
    if (state.startsWith("08") || state.startsWith("57") || state.startsWith("53")) {
      return SourceFault.unreachable(source, text);
    }
    return state.startsWith("40")
        ? SourceFault.unreachable(source, text)
        : SourceFault.unreadable(source, text);
  }

  private PostgresSource() {}
}
