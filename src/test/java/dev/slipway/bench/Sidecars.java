package dev.slipway.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.PodPaths;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Answers for the sidecars of many pods, at every address of the loopback device: their code
 * reports something new each second.
 */
final class Sidecars implements AutoCloseable {
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicLong questions = new AtomicLong();
  private final Instant start = Instant.now();

  Sidecars() throws IOException {
    server = HttpServer.create(new InetSocketAddress(PodPaths.DEFAULT_PROGRESS_PORT), 1000);
    server.createContext("/progress", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  /** The address of a pod. */
  static String address(int pod) {
    return "127.1.%d.%d".formatted(pod / 250, 1 + pod % 250);
  }

  /** How often they were asked. */
  long questions() {
    return questions.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    questions.incrementAndGet();
    Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    long step = ChronoUnit.SECONDS.between(start, now);
    byte[] body =
        """
        {"percent":%d,"remainingSeconds":%d,"metrics":{"step":%d,"loss":%s},"reportedAt":"%s"}
        """
            .formatted(Math.min(99, step), Math.max(0, 100 - step), step, 1.0 / (1 + step), now)
            .getBytes(UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.close();
  }
}
