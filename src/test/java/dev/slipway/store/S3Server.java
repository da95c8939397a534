package dev.slipway.store;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;

/** A Versity S3 gateway on a free port; its buckets are folders. */
public final class S3Server implements AutoCloseable {
  /** What a client needs to know. */
  public static final Map<String, String> CREDENTIALS =
      Map.of("AWS_ACCESS_KEY_ID", "access", "AWS_SECRET_ACCESS_KEY", "secret-key");

  private static final Path PROGRAM =
      Path.of(
          System.getenv()
              .getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"),
          "slipway/bin/current/versitygw");

  private final Process process;
  private final int port;

  private S3Server(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it over a folder; the program is built first where it is not cached. */
  public static S3Server start(Path buckets) throws IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      new ProcessBuilder("config/cluster/binaries", "versitygw").inheritIO().start().waitFor();
    }
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var builder =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--port",
                "127.0.0.1:" + port,
                "posix",
                "--sidecar",
                Files.createTempDirectory("s3-attributes").toString(),
                Files.createDirectories(buckets).toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("ROOT_ACCESS_KEY", "access");
    builder.environment().put("ROOT_SECRET_KEY", "secret-key");
    var server = new S3Server(builder.start(), port);
    Awaitility.await("the S3 server answers")
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(server::answers);
    return server;
  }

  private boolean answers() throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    }
  }

  /** Settings of a store in a bucket. */
  public StoreSettings settings(String url) {
    return new StoreSettings(url, "s3", "http://127.0.0.1:" + port, "us-east-1");
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
