package dev.slipway.runner.prepare.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Source.Parallel;
import dev.slipway.api.Source.SqlQuery;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Parts of a query see the database at one moment: what is committed while they read is seen by all
 * of them or by none. Every transaction here writes one row for each part.
 */
@NullUnmarked
class OneMomentTest {
  private static final int PARTS = 4;
  private static final int WIDTH = 1000;
  private static final Map<String, String> READER =
      Map.of("username", "reader", "password", "secret");

  @TempDir Path root;

  /** A database that the test writes to. */
  private interface Writer {
    Connection connect() throws SQLException;
  }

  @Test
  void postgres() throws Exception {
    Assumptions.assumeTrue(Postgres.installed(), "no postgresql-15 on this machine");
    try (Postgres server = Postgres.start()) {
      check(server.url(), () -> DriverManager.getConnection(server.url(), "reader", "secret"));
    }
  }

  @Test
  void mariaDb() throws Exception {
    Assumptions.assumeTrue(MariaDb.installed(), "no mariadb-server-core on this machine");
    try (MariaDb server = MariaDb.start()) {
      check(server.url(), server::connect);
    }
  }

  private void check(String url, Writer writer) throws Exception {
    try (Connection connection = writer.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE parts (id int)");
      // The ends hold the ranges in place.
      statement.execute("INSERT INTO parts VALUES (0), (" + PARTS * WIDTH + ")");
    }
    nothingIsSeenThatComesAfterTheMoment(url, writer);
    allPartsSeeTheSame(url, writer);
  }

  /** The moment is before the first part is read: the line in the log tells when. */
  private void nothingIsSeenThatComesAfterTheMoment(String url, Writer writer) throws Exception {
    int[] seen =
        read(
            url,
            () -> {
              try (Connection connection = writer.connect()) {
                write(connection);
              }
              return null;
            });
    assertThat(seen).containsOnly(0);
  }

  /** Writes go on while the transactions of the parts begin, one after another. */
  private void allPartsSeeTheSame(String url, Writer writer) throws Exception {
    var stop = new AtomicBoolean();
    var writing =
        CompletableFuture.runAsync(
            () -> {
              try (Connection connection = writer.connect()) {
                while (!stop.get()) {
                  write(connection);
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    try {
      for (int round = 0; round < 15; round++) {
        int[] seen = read(url, () -> null);
        assertThat(seen).as("round %d", round).containsOnly(seen[0]);
      }
    } finally {
      stop.set(true);
    }
    writing.get();
  }

  /** One transaction with a row for each part. */
  private static void write(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      for (int part = 0; part < PARTS; part++) {
        statement.execute("INSERT INTO parts VALUES (" + (part * WIDTH + WIDTH / 2) + ")");
      }
    }
    connection.commit();
  }

  /** How many written rows each part saw. */
  private int[] read(String url, Callable<Void> beforeParts) throws Exception {
    Path scratch = Files.createTempDirectory(root, "engine");
    var out =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8) {
          @Override
          public void println(String line) {
            assertThat(line).contains("reading in " + PARTS + " parts by id");
            try {
              beforeParts.call();
            } catch (Exception e) {
              throw new IllegalStateException(e);
            }
          }
        };
    try (Engine engine = Engine.open(scratch, 256 << 20, 2)) {
      Relation rows =
          new JdbcSource(
                  engine,
                  "rows",
                  new SqlQuery(url, "SELECT id FROM parts", null, new Parallel("id", PARTS)),
                  READER,
                  new PodContext(Map.of(), root, out))
              .read();
      int[] seen = new int[PARTS];
      engine.each(
          "SELECT CAST(id // %d AS INTEGER), count(*) FROM %s WHERE id %% %d = %d GROUP BY 1"
              .formatted(WIDTH, rows.quoted(), WIDTH, WIDTH / 2),
          row -> seen[row.getInt(1)] = row.getInt(2));
      return seen;
    }
  }
}
