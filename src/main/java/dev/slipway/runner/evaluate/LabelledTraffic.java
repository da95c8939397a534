package dev.slipway.runner.evaluate;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Predictions and their labels, joined by id in DuckDB. Of captures with one id the last one
 * counts, and of labels of one id the last one.
 */
final class LabelledTraffic implements AutoCloseable {
  /** Takes one labelled prediction, both as JSON. */
  interface Sink {
    void take(String outputs, String label);
  }

  private final Connection connection;

  private LabelledTraffic(Connection connection) {
    this.connection = connection;
  }

  /**
   * Reads the files.
   *
   * @param scratch a folder for what does not fit into memory
   * @param memory what DuckDB may take, in bytes
   */
  static LabelledTraffic open(Path scratch, long memory, Path captures, Path labels)
      throws SQLException {
    var properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    var traffic =
        new LabelledTraffic(
            DriverManager.getConnection(
                "jdbc:duckdb:" + scratch.resolve("evaluate.duckdb"), properties));
    traffic.execute("SET memory_limit = '" + (memory >> 20) + "MiB'");
    traffic.execute("SET temp_directory = " + text(scratch.resolve("spill").toString()));
    traffic.execute("SET preserve_insertion_order = false");
    traffic.execute("SET autoinstall_known_extensions = false");
    traffic.execute("SET autoload_known_extensions = false");
    traffic.execute(
        "CREATE TABLE captured AS SELECT id, max(t) AS t, arg_max(modelVersion, t) AS version,"
            + " arg_max(status, t) AS status, arg_max(outputs, t) AS outputs FROM (SELECT *,"
            + " try_cast(\"time\" AS TIMESTAMP) AS t FROM "
            + json(
                captures,
                "id: 'VARCHAR', \"time\": 'VARCHAR', modelVersion: 'VARCHAR', status: 'INTEGER',"
                    + " outputs: 'JSON'")
            + ") WHERE id IS NOT NULL AND t IS NOT NULL GROUP BY id");
    traffic.execute(
        "CREATE TABLE labelled AS SELECT id, max(t) AS t, arg_max(label, t) AS label FROM (SELECT"
            + " *, try_cast(\"time\" AS TIMESTAMP) AS t FROM "
            + json(labels, "id: 'VARCHAR', \"time\": 'VARCHAR', label: 'JSON'")
            + ") WHERE id IS NOT NULL AND t IS NOT NULL AND label IS NOT NULL"
            + " AND json_type(label) <> 'NULL' GROUP BY id");
    return traffic;
  }

  /** Keeps the predictions of a span of time, of one ModelVersion or all, that did not fail. */
  void judge(Instant from, Instant until, @Nullable String version) throws SQLException {
    execute(
        "CREATE TABLE judged AS SELECT id, outputs FROM captured WHERE status = 200 AND t >= "
            + moment(from)
            + " AND t < "
            + moment(until)
            + (version == null ? "" : " AND version = " + text(version)));
  }

  /** How many predictions are judged. */
  long predictions() throws SQLException {
    return number("SELECT count(*) FROM judged");
  }

  /** How many of them have a label. */
  long labels() throws SQLException {
    return number("SELECT count(*) FROM judged JOIN labelled USING (id)");
  }

  /** Labels of a span of time whose id belongs to no captured prediction at all. */
  long unknown(Instant from, Instant until) throws SQLException {
    return number(
        "SELECT count(*) FROM labelled l ANTI JOIN captured USING (id) WHERE l.t >= "
            + moment(from)
            + " AND l.t < "
            + moment(until));
  }

  /**
   * Passes over the labelled predictions.
   *
   * @param most when there are more than so many, a fixed choice among them by id
   */
  void each(long most, Sink sink) throws SQLException {
    String all = "SELECT outputs, label FROM judged JOIN labelled USING (id)";
    String some = labels() > most ? all + " ORDER BY md5(id) LIMIT " + most : all;
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(some)) {
      while (rows.next()) {
        String outputs = rows.getString(1);
        String label = rows.getString(2);
        if (outputs != null && label != null) {
          sink.take(outputs, label);
        }
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  /** Lines that are no JSON, such as the end of a file that was cut short, are passed over. */
  private static String json(Path file, String columns) {
    return "read_json("
        + text(file.toString())
        + ", format = 'newline_delimited', ignore_errors = true, columns = {"
        + columns
        + "})";
  }

  private static String moment(Instant moment) {
    return "CAST(" + text(moment.toString()) + " AS TIMESTAMP)";
  }

  private static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
