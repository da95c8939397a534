package dev.slipway.runner.prepare.source;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A PostgreSQL server from the Debian package, on a free port, with one user and password. */
final class Postgres implements AutoCloseable {
  static final Path PROGRAMS = Path.of("/usr/lib/postgresql/15/bin");

  private final Path folder;
  private final int port;

  private Postgres(Path folder, int port) {
    this.folder = folder;
    this.port = port;
  }

  static boolean installed() {
    return Files.isExecutable(PROGRAMS.resolve("initdb"));
  }

  static Postgres start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("postgres");
    Path password = folder.resolve("password");
    Files.writeString(password, "secret");
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var server = new Postgres(folder, port);
    if (root()) {
      // The server refuses to run as root.
      run("chown", "-R", "nobody", folder.toString());
    }
    server.program(
        "initdb",
        "-D",
        server.data(),
        "-U",
        "reader",
        "-A",
        "scram-sha-256",
        "--pwfile",
        password.toString(),
        "-N");
    server.program(
        "pg_ctl",
        "-D",
        server.data(),
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-p " + port + " -k " + folder + " -c listen_addresses=127.0.0.1 -c fsync=off",
        "start");
    return server;
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url(), "reader", "secret");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    program("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  private void program(String name, String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<String>();
    if (root()) {
      command.addAll(List.of("setpriv", "--reuid=nobody", "--clear-groups"));
    }
    command.add(PROGRAMS.resolve(name).toString());
    command.addAll(List.of(arguments));
    run(command.toArray(String[]::new));
  }

  private static boolean root() {
    return System.getProperty("user.name").equals("root");
  }

  private static void run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/tmp").toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
    }
  }
}
