package dev.slipway.runner.prepare.source;

import dev.slipway.runner.prepare.engine.Column;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.duckdb.DuckDBAppender;
import org.jspecify.annotations.Nullable;

/**
 * Copies rows of any database over JDBC: whole numbers, numbers, booleans, dates and times in UTC,
 * and everything else as text. NaN and infinities are missing values.
 *
 * @param source the source's name
 * @param targets the columns, in order
 */
record RowCopier(String source, List<Target> targets) {
  /** Appends one value of a row. */
  private interface Copier {
    void copy(ResultSet row, int index, DuckDBAppender to) throws SQLException;
  }

  /** A column, and how its values are copied. */
  record Target(Column column, Copier copier) {}

  /** For the rows of a query. */
  static RowCopier of(String source, ResultSetMetaData data) throws SQLException {
    var targets = new ArrayList<Target>();
    for (int i = 1; i <= data.getColumnCount(); i++) {
      String name = data.getColumnLabel(i);
      if (name == null || name.isBlank()) {
        throw SourceFault.unreadable(
            source, "column " + i + " of the query has no name; give it one with AS");
      }
      if (targets.stream().anyMatch(t -> t.column().named(name))) {
        throw SourceFault.unreadable(
            source, "the query has two columns named " + name + "; give one another name with AS");
      }
      String type = data.getColumnTypeName(i).toLowerCase(Locale.ROOT);
      targets.add(target(source, name, data.getColumnType(i), type));
    }
    return new RowCopier(source, targets);
  }

  /** The columns. */
  List<Column> columns() {
    return targets.stream().map(Target::column).toList();
  }

  /** Copies one row. */
  void copy(ResultSet row, DuckDBAppender to) throws SQLException {
    to.beginRow();
    for (int i = 0; i < targets.size(); i++) {
      try {
        targets.get(i).copier().copy(row, i + 1, to);
      } catch (SQLException e) {
        String state = String.valueOf(e.getSQLState());
        if (state.startsWith("08") || state.startsWith("57")) {
          throw e;
        }
        Column column = targets.get(i).column();
        throw SourceFault.unreadable(
            source,
            "column %s has a value that is no %s: %s; cast it in the query"
                .formatted(
                    column.name(),
                    column.type(),
                    FaultText.shortened(String.valueOf(e.getMessage()))));
      }
    }
    to.endRow();
  }

  private static Target target(String source, String name, int type, String typeName) {
    return switch (type) {
      case Types.TINYINT, Types.SMALLINT, Types.INTEGER, Types.BIGINT ->
          of(name, "BIGINT", (r, i, to) -> append(to, r.getLong(i), r.wasNull()));
      case Types.REAL, Types.DOUBLE, Types.FLOAT, Types.NUMERIC, Types.DECIMAL ->
          of(
              name,
              "DOUBLE",
              (r, i, to) -> {
                double value = r.getDouble(i);
                append(to, value, r.wasNull() || !Double.isFinite(value));
              });
      // PostgreSQL's bit strings have this type too.
      case Types.BIT, Types.BOOLEAN ->
          typeName.equals("bit") && type == Types.BIT
              ? text(name)
              : of(name, "BOOLEAN", (r, i, to) -> append(to, r.getBoolean(i), r.wasNull()));
      case Types.DATE ->
          of(name, "DATE", (r, i, to) -> append(to, r.getObject(i, LocalDate.class)));
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE ->
          typeName.equals("timestamptz")
              ? of(name, "TIMESTAMP", (r, i, to) -> append(to, utc(r, i)))
              : of(
                  name, "TIMESTAMP", (r, i, to) -> append(to, r.getObject(i, LocalDateTime.class)));
      case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB ->
          throw SourceFault.unreadable(
              source,
              "column "
                  + name
                  + " holds bytes ("
                  + typeName
                  + "); leave it out, or make text of it in the query");
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
    if (time == null || time.equals(OffsetDateTime.MAX) || time.equals(OffsetDateTime.MIN)) {
      return null;
    }
    return time.withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime();
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
    if (value == null || value.equals(LocalDate.MAX) || value.equals(LocalDate.MIN)) {
      to.appendNull();
    } else {
      to.append(value);
    }
  }

  private static void append(DuckDBAppender to, @Nullable LocalDateTime value) throws SQLException {
    if (value == null || value.equals(LocalDateTime.MAX) || value.equals(LocalDateTime.MIN)) {
      to.appendNull();
    } else {
      to.append(value);
    }
  }
}
