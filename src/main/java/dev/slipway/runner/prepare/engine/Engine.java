package dev.slipway.runner.prepare.engine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBPreparedStatement;
import org.jspecify.annotations.Nullable;

/**
 * DuckDB on a file in the scratch folder, within a share of the container's memory; what does not
 * fit is spilled to disk. After {@link #lock} no statement can reach files, the network or
 * settings.
 */
public final class Engine implements AutoCloseable {
  /** Reads one row. */
  public interface Row<T> {
    T of(ResultSet row) throws SQLException;
  }

  /** Takes one row. */
  public interface Sink {
    void take(ResultSet row) throws SQLException;
  }

  /** What the driver says when a statement fails whose answer is streamed, instead of why. */
  private static final String LOST = "Invalid result set";

  private final DuckDBConnection connection;
  private final Path file;
  private final Path output;
  private final long memory;
  private final List<String> plan = new ArrayList<>();
  private final PrepareProgress progress =
      new PrepareProgress(InstantSource.system(), this::statementDone);
  private int tables;
  private volatile @Nullable DuckDBPreparedStatement running;

  private Engine(DuckDBConnection connection, Path file, Path output, long memory) {
    this.connection = connection;
    this.file = file;
    this.output = output;
    this.memory = memory;
  }

  /** Opens it for as much disk as is free. */
  public static Engine open(Path scratch, long memory, int threads) throws IOException {
    return open(scratch, memory, threads, null);
  }

  /**
   * Opens it.
   *
   * @param scratch an empty folder
   * @param memory how much memory it may use, in bytes
   * @param threads how many threads it may use
   * @param spilled how many bytes of the scratch folder it may spill to; null for what is free
   */
  public static Engine open(Path scratch, long memory, int threads, @Nullable Long spilled)
      throws IOException {
    Path output = Files.createDirectories(scratch.resolve("out"));
    Path spill = Files.createDirectories(scratch.resolve("spill"));
    var properties = new Properties();
    properties.setProperty("jdbc_stream_results", "true");
    Path file = scratch.resolve("prepare.duckdb");
    try {
      Connection plain = DriverManager.getConnection("jdbc:duckdb:" + file, properties);
      var engine = new Engine(plain.unwrap(DuckDBConnection.class), file, output, memory);
      engine.set("memory_limit", Sql.text((memory >> 20) + "MiB"));
      engine.set("threads", Integer.toString(threads));
      engine.set("temp_directory", Sql.text(spill.toString()));
      engine.set("preserve_insertion_order", "false");
      engine.set("TimeZone", "'UTC'");
      engine.set("autoinstall_known_extensions", "false");
      // what it made is in files of its own, or told by checkpoint()
      engine.execute("PRAGMA disable_checkpoint_on_shutdown");
      engine.set("autoload_known_extensions", "false");
      // its percentage is asked for, never printed
      engine.set("enable_progress_bar", "true");
      engine.set("enable_progress_bar_print", "false");
      if (spilled != null) {
        engine.set("max_temp_directory_size", Sql.text((spilled >> 20) + "MiB"));
      }
      return engine;
    } catch (SQLException e) {
      throw new EngineException(e);
    }
  }

  /**
   * Whether text that is stored from here on is packed. Unpacked it is stored in two thirds of the
   * time, and takes up to twice the disk.
   */
  public void packText(boolean packed) {
    set("disabled_compression_methods", packed ? "''" : "'dict_fsst,fsst,zstd'");
  }

  /** From here on statements are those of users: no files but the output folder, no settings. */
  public void lock() {
    set("allowed_directories", "[" + Sql.text(output + "/") + "]");
    set("enable_external_access", "false");
    set("lock_configuration", "true");
  }

  /** Puts all tables into the one file, for another engine. */
  public void checkpoint() {
    execute("CHECKPOINT");
  }

  /** How much memory it may use, in bytes. */
  public long memory() {
    return memory;
  }

  /** How much disk the tables take, in bytes. */
  public long bytes() throws IOException {
    return Files.size(file);
  }

  /** The one folder that statements may write to after {@link #lock}. */
  public Path output() {
    return output;
  }

  /** What was done, for the manifest. */
  public List<String> plan() {
    return List.copyOf(plan);
  }

  /** How many tables were named. */
  public int tables() {
    return tables;
  }

  /** Goes on where another engine ended: its plan is the beginning of this one's. */
  public void follow(List<String> plan, int tables) {
    this.plan.addAll(plan);
    this.tables = tables;
  }

  /** For the appender. */
  public DuckDBConnection connection() {
    return connection;
  }

  private void set(String name, String value) {
    execute("SET " + name + " = " + value);
  }

  /** How far the preparation is. */
  public PrepareProgress progress() {
    return progress;
  }

  private double statementDone() {
    DuckDBPreparedStatement now = running;
    try {
      return now == null ? 0 : Math.max(0, now.getQueryProgress().getPercentage()) / 100;
    } catch (SQLException e) {
      return 0; // it has just ended
    }
  }

  public void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      running = statement.unwrap(DuckDBPreparedStatement.class);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new EngineException(e);
    } finally {
      running = null;
    }
  }

  /** Makes a table from a query, lists the query in the plan, and tells its columns. */
  public Relation table(String select) {
    String table = "t" + ++tables;
    String sql = "CREATE TABLE " + table + " AS " + select;
    execute(sql);
    plan.add(sql);
    return new Relation(table, describe("SELECT * FROM " + table), false);
  }

  /** Makes an empty table. */
  public Relation table(List<Column> columns) {
    String table = "t" + ++tables;
    execute(
        "CREATE TABLE "
            + table
            + " ("
            + String.join(", ", columns.stream().map(c -> c.quoted() + " " + c.type()).toList())
            + ")");
    return new Relation(table, columns, false);
  }

  /** Makes a view of a query, and tells its columns. */
  public Relation view(String select) {
    return view(select, null);
  }

  /**
   * Makes a view of a query, lists it in the plan, and tells its columns.
   *
   * @param over the relation that the query reads, which goes when the view goes; null for none
   */
  public Relation view(String select, @Nullable Relation over) {
    String view = "t" + ++tables;
    String sql = "CREATE VIEW " + view + " AS " + select;
    execute(sql);
    plan.add(sql);
    return new Relation(view, describe("SELECT * FROM " + view), false, over);
  }

  /** Changes the rows of a table, and lists the statement in the plan. */
  public void change(String sql) {
    execute(sql);
    plan.add(sql);
  }

  /** Removes a table, or a view and what it is a view of. */
  public void drop(Relation relation) {
    Relation over = relation.over();
    execute("DROP " + (over == null ? "TABLE" : "VIEW") + " IF EXISTS " + relation.quoted());
    if (over != null) {
      drop(over);
    }
  }

  /** The columns that a query would have; the query is checked, not run. */
  public List<Column> describe(String select) {
    return rows(
        "DESCRIBE " + select,
        row -> new Column(row.getString("column_name"), row.getString("column_type")));
  }

  public long count(Relation relation) {
    return number("SELECT count(*) FROM " + relation.quoted());
  }

  public long number(String query) {
    return rows(query, row -> row.getLong(1)).getFirst();
  }

  public <T> List<T> rows(String query, Row<T> reader) {
    var rows = new ArrayList<T>();
    each(query, row -> rows.add(reader.of(row)));
    return rows;
  }

  /** Passes over the rows of a query without keeping them. */
  public void each(String query, Sink sink) {
    try (Statement statement = connection.createStatement()) {
      running = statement.unwrap(DuckDBPreparedStatement.class);
      try (ResultSet result = statement.executeQuery(query)) {
        while (result.next()) {
          sink.take(result);
        }
      }
    } catch (SQLException e) {
      throw new EngineException(cause(query, e));
    } finally {
      running = null;
    }
  }

  /** Why a statement failed: without streaming the driver tells it. */
  private SQLException cause(String query, SQLException failure) {
    if (!String.valueOf(failure.getMessage()).contains(LOST)) {
      return failure;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE OR REPLACE TEMP TABLE failed AS SELECT * FROM (" + query + ")");
      return failure;
    } catch (SQLException cause) {
      cause.addSuppressed(failure);
      return cause;
    }
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new EngineException(e);
    }
  }
}
