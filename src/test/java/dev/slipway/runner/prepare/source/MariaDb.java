package dev.slipway.runner.prepare.source;

import dev.slipway.store.TestPrograms;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * A MariaDB server from the Debian package mariadb-server-core, on a free port, with one user and
 * password.
 */
final class MariaDb implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/mariadbd");

  private final Path folder;
  private final Process process;
  private final int port;

  private MariaDb(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  static boolean installed() {
    return Files.isExecutable(PROGRAM);
  }

  static MariaDb start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("mariadb");
    Path users = folder.resolve("users.sql");
    Files.writeString(
        users,
        """
        CREATE DATABASE IF NOT EXISTS test;
        CREATE USER reader@'%' IDENTIFIED BY 'secret';
        GRANT ALL ON *.* TO reader@'%';
        CREATE USER plain@'%' IDENTIFIED BY 'secret';
        GRANT SELECT ON test.* TO plain@'%';
        """);
    int port = TestPrograms.freePort();
    run(
        "mariadb-install-db",
        "--no-defaults",
        "--datadir=" + folder.resolve("data"),
        "--auth-root-authentication-method=normal",
        "--skip-test-db",
        "--user=" + System.getProperty("user.name"));
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--no-defaults",
                "--datadir=" + folder.resolve("data"),
                "--user=" + System.getProperty("user.name"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--socket=" + folder.resolve("socket"),
                "--pid-file=" + folder.resolve("pid"),
                "--innodb-flush-log-at-trx-commit=0",
                "--skip-name-resolve",
                "--init-file=" + users)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    TestPrograms.awaitPort(port);
    return new MariaDb(folder, process, port);
  }

  String url() {
    return "jdbc:mariadb://127.0.0.1:" + port + "/test";
  }

  Connection connect() throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", "reader");
    properties.setProperty("password", "secret");
    properties.setProperty("allowMultiQueries", "true");
    return new org.mariadb.jdbc.Driver().connect(url(), properties);
  }

  void execute(String... statements) throws SQLException {
    try (Connection connection = connect();
        var statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.destroy();
    process.waitFor();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(List.of(command))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
  }
}
