package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** A kind of database. */
interface Database {
  /** The one that a URL names. */
  static Database of(String url) {
    return url.startsWith("jdbc:postgresql:") ? new PostgresDatabase() : new MariaDbDatabase();
  }

  /** Opens a connection that only reads. */
  Connection connect(String url, Map<String, String> credentials) throws SQLException;

  /** Begins a transaction on each connection, all of which see the database at one moment. */
  void begin(String source, List<Connection> connections) throws SQLException;

  /** What a person, and the next attempt, can do about an error. */
  RunnerException fault(String source, String place, SQLException fault);

  /** A name as its SQL has it. */
  String quoted(String name);

  /** The driver's properties that say who connects. */
  static Properties login(Map<String, String> credentials) {
    var properties = new Properties();
    Map.of("username", "user", "password", "password")
        .forEach(
            (key, property) -> {
              String value = credentials.get(key);
              if (value != null) {
                properties.setProperty(property, value);
              }
            });
    return properties;
  }

  /** The class of an error's SQL state, which most databases share (ISO 9075). */
  static RunnerException standard(String source, String place, SQLException fault) {
    String state = fault.getSQLState() == null ? "" : fault.getSQLState();
    String text = place + ": " + fault.getMessage();
    if (state.startsWith("28")) {
      return SourceFault.forbidden(
          source, text + "; check the keys username and password of the Secret");
    }
    if (state.equals("42501")) {
      return SourceFault.forbidden(source, text + "; grant the user the right to read it");
    }
    if (state.startsWith("3D")
        || state.equals("3F000")
        || state.startsWith("42P01")
        || state.equals("42S02")) {
      return SourceFault.notFound(source, text);
    }
    boolean passing = List.of("08", "57", "53", "40").stream().anyMatch(state::startsWith);
    return passing ? SourceFault.unreachable(source, text) : SourceFault.unreadable(source, text);
  }
}
