package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** MariaDB and MySQL, whose protocol is the same. */
final class MariaDbDatabase implements Database {
  /** ER_SPECIFIC_ACCESS_DENIED_ERROR. */
  private static final int PRIVILEGE_MISSING = 1227;

  /** ER_LOCK_WAIT_TIMEOUT, and ER_STATEMENT_TIMEOUT. */
  private static final List<Integer> WAITED = List.of(1205, 1969);

  /** ER_DBACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR. */
  private static final List<Integer> DENIED = List.of(1044, 1142, 1143);

  /** ER_BAD_DB_ERROR. */
  private static final int NO_DATABASE = 1049;

  @Override
  public Connection connect(String url, Map<String, String> credentials) throws SQLException {
    Properties properties = Database.login(credentials);
    properties.setProperty("connectTimeout", "15000");
    properties.setProperty("socketTimeout", "900000");
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("connectionAttributes", "program_name:slipway");
    // Timestamps without a zone are in UTC, here as everywhere.
    properties.setProperty("yearIsDateType", "false");
    properties.setProperty("timezone", "UTC");
    properties.setProperty("forceConnectionTimeZoneToSession", "true");
    // A server may not ask for the pod's files.
    properties.setProperty("allowLocalInfile", "false");
    String mariadb = url.replaceFirst("^jdbc:mysql:", "jdbc:mariadb:");
    Connection connection = new org.mariadb.jdbc.Driver().connect(mariadb, properties);
    if (connection == null) {
      throw new SQLException(
          Locations.plain(url) + " is no jdbc:mariadb:// or jdbc:mysql:// URL", "42000");
    }
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    return connection;
  }

  /**
   * Several transactions see one moment only when nobody writes while they begin: all tables are
   * locked for that moment.
   */
  @Override
  public void begin(String source, List<Connection> connections) throws SQLException {
    Connection first = connections.getFirst();
    boolean several = connections.size() > 1;
    if (several) {
      lock(source, first);
    }
    for (Connection connection : connections) {
      execute(connection, "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
    }
    if (several) {
      execute(first, "UNLOCK TABLES");
    }
  }

  private static void lock(String source, Connection connection) throws SQLException {
    try {
      execute(connection, "SET SESSION lock_wait_timeout = 30");
      execute(connection, "FLUSH TABLES WITH READ LOCK");
    } catch (SQLException e) {
      if (e.getErrorCode() == PRIVILEGE_MISSING) {
        throw SourceFault.forbidden(
            source,
            "reading in parallel at one moment needs the privilege RELOAD, to lock all tables while"
                + " the transactions begin; grant it, or leave out sql.parallel");
      }
      throw e;
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public RunnerException fault(String source, String place, SQLException fault) {
    String text = place + ": " + fault.getMessage();
    if (DENIED.contains(fault.getErrorCode())) {
      return SourceFault.forbidden(source, text + "; grant the user the right to read it");
    }
    if (fault.getErrorCode() == NO_DATABASE) {
      return SourceFault.notFound(source, text);
    }
    if (WAITED.contains(fault.getErrorCode())) {
      return SourceFault.unreachable(source, text);
    }
    return Database.standard(source, place, fault);
  }

  @Override
  public String quoted(String name) {
    return "`" + name.replace("`", "``") + "`";
  }
}
