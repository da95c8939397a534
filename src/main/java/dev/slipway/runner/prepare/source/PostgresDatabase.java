package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** PostgreSQL. */
final class PostgresDatabase implements Database {
  @Override
  public Connection connect(String url, Map<String, String> credentials) throws SQLException {
    Properties properties = Database.login(credentials);
    properties.setProperty("connectTimeout", "15");
    properties.setProperty("loginTimeout", "20");
    properties.setProperty("socketTimeout", "900");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("ApplicationName", "slipway");
    // The driver is named, because the list of drivers knows those of the main loader only.
    Connection connection = new org.postgresql.Driver().connect(url, properties);
    if (connection == null) {
      throw new SQLException(Locations.plain(url) + " is no jdbc:postgresql:// URL", "42601");
    }
    connection.setReadOnly(true);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    connection.setAutoCommit(false);
    return connection;
  }

  /** The first transaction's snapshot is exported, and the others take it over. */
  @Override
  public void begin(String source, List<Connection> connections) throws SQLException {
    if (connections.size() == 1) {
      return;
    }
    String snapshot;
    try (Statement statement = connections.getFirst().createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
      row.next();
      snapshot = row.getString(1);
    }
    for (Connection other : connections.subList(1, connections.size())) {
      try (Statement statement = other.createStatement()) {
        statement.execute("SET TRANSACTION SNAPSHOT " + Sql.text(snapshot));
      }
    }
  }

  @Override
  public RunnerException fault(String source, String place, SQLException fault) {
    return Database.standard(source, place, fault);
  }

  @Override
  public String quoted(String name) {
    return Sql.name(name);
  }
}
