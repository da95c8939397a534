package dev.slipway.runner.prepare.source;

import dev.slipway.api.Source;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.Executors;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a query to a database, streamed: a few thousand rows in memory at a time, all of one
 * moment of the database, over one connection or several.
 *
 * @param credentials user name and password
 */
record JdbcSource(
    Engine engine,
    String source,
    Source.SqlQuery sql,
    Map<String, String> credentials,
    PodContext pod) {
  /** So many rows of a connection are in memory. */
  private static final int ROWS_AT_A_TIME = 5000;

  /** Reads it. */
  Relation read() throws InterruptedException {
    Database database = Database.of(sql.url());
    Source.Parallel parallel = sql.parallel();
    int count = parallel == null ? 1 : parallel.connections();
    var connections = new ArrayList<Connection>();
    try {
      for (int i = 0; i < count; i++) {
        connections.add(database.connect(sql.url(), credentials));
      }
      database.begin(source, connections);
      return parallel == null
          ? whole(database, connections.getFirst())
          : parts(database, connections, parallel);
    } catch (SQLException e) {
      throw fault(database, e);
    } finally {
      connections.forEach(JdbcSource::close);
    }
  }

  private Relation whole(Database database, Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      if (!statement.execute(sql.query())) {
        throw SourceFault.unreadable(source, "the query gives no rows; write a SELECT");
      }
      ResultSet rows = statement.getResultSet();
      RowCopier copier = RowCopier.of(source, rows.getMetaData());
      Relation relation = engine.table(copier.columns());
      copy(rows, copier, engine.connection(), relation);
      return relation;
    }
  }

  private Relation parts(Database database, List<Connection> connections, Source.Parallel parallel)
      throws SQLException, InterruptedException {
    String rows = "(" + sql.query().strip().replaceFirst(";+$", "") + "\n) AS slipway_rows";
    String column = database.quoted(parallel.by());
    RowCopier copier;
    List<String> conditions;
    try (Statement statement = connections.getFirst().createStatement()) {
      try (ResultSet none = statement.executeQuery("SELECT * FROM " + rows + " WHERE 1 = 0")) {
        copier = RowCopier.of(source, none.getMetaData());
      }
      if (copier.columns().stream().noneMatch(c -> c.name().equals(parallel.by()))) {
        throw SourceFault.unreadable(
            source, "sql.parallel.by names " + parallel.by() + ", which the query does not give");
      }
      try (ResultSet bounds =
          statement.executeQuery("SELECT min(" + column + "), max(" + column + ") FROM " + rows)) {
        bounds.next();
        conditions =
            SplitRanges.conditions(source, bounds, column, parallel.by(), connections.size());
      }
    }
    pod.say("source %s: reading in %d parts by %s", source, conditions.size(), parallel.by());
    Relation relation = engine.table(copier.columns());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running = new ExecutorCompletionService<Void>(threads);
      for (int i = 0; i < conditions.size(); i++) {
        Connection connection = connections.get(i);
        String query = "SELECT * FROM " + rows + " WHERE " + conditions.get(i);
        running.submit(
            () -> {
              part(database, connection, query, copier, relation);
              return null;
            });
      }
      try {
        for (int i = 0; i < conditions.size(); i++) {
          running.take().get();
        }
      } catch (ExecutionException e) {
        // What the others wait for ends with their connections.
        connections.forEach(JdbcSource::close);
        throw failed(database, e.getCause());
      }
    }
    return relation;
  }

  private void part(
      Database database, Connection connection, String query, RowCopier copier, Relation relation)
      throws SQLException {
    try (Statement statement = connection.createStatement();
        Connection own = engine.connection().duplicate()) {
      statement.setFetchSize(ROWS_AT_A_TIME);
      try (ResultSet rows = statement.executeQuery(query)) {
        copy(rows, copier, own.unwrap(DuckDBConnection.class), relation);
      }
    }
  }

  private static void copy(ResultSet rows, RowCopier copier, DuckDBConnection to, Relation relation)
      throws SQLException {
    try (DuckDBAppender appender = to.createAppender("main", relation.table())) {
      while (rows.next()) {
        copier.copy(rows, appender);
      }
    }
  }

  private RuntimeException failed(Database database, @Nullable Throwable cause) {
    if (cause instanceof SQLException e) {
      return fault(database, e);
    }
    return cause instanceof RuntimeException e ? e : new IllegalStateException(cause);
  }

  private RunnerException fault(Database database, SQLException e) {
    return database.fault(source, Locations.plain(sql.url()), e);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      // It only read: there is nothing to lose.
    }
  }
}
