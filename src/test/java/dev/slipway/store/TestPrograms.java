package dev.slipway.store;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.awaitility.Awaitility;

/** Where programs lie that tests start, and when they listen. */
public final class TestPrograms {
  /** A file of the cache that {@code config/cluster} fills. */
  public static Path cached(String path) {
    return Path.of(
            System.getenv()
                .getOrDefault("XDG_CACHE_HOME", System.getProperty("user.home") + "/.cache"))
        .resolve("slipway")
        .resolve(path);
  }

  /** A port that nobody listens on. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Waits until somebody listens on a port. */
  public static void awaitPort(int port) {
    Awaitility.await("a server answers on port " + port)
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> answers(port));
  }

  private static boolean answers(int port) throws IOException {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1000);
      return true;
    }
  }

  private TestPrograms() {}
}
