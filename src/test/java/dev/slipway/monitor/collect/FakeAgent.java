package dev.slipway.monitor.collect;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.profile.AgentCounters;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.Counters;
import dev.slipway.profile.Profile;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/** An agent in this JVM, with buckets of 10 s that a test fills. */
@NullUnmarked
final class FakeAgent implements AutoCloseable {
  /** How it behaves. */
  enum Mood {
    GOOD,
    HANGS,
    BREAKS,
    TALKS_NONSENSE,
    OTHER_BINS,
    BEYOND_THE_QUESTION
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  final String uid;
  final AtomicInteger asked = new AtomicInteger();
  volatile String version = "fares-v1";
  volatile Mood mood = Mood.GOOD;
  private final Map<Long, Integer> rows = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final HttpServer server;

  FakeAgent(String uid) throws IOException {
    this.uid = uid;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/counters", this::counters);
    server.createContext("/baseline", this::baseline);
    server.start();
  }

  AgentAddress address(boolean ready) {
    return new AgentAddress(
        uid, "pod-" + uid, URI.create("http://127.0.0.1:" + server.getAddress().getPort()), ready);
  }

  /** Counts rows in the bucket of a moment. */
  void serve(long moment, int count) {
    rows.merge(Math.floorDiv(moment, 10) * 10, count, Integer::sum);
  }

  /** Everything that was counted is forgotten, as when its container restarts. */
  void restart() {
    rows.clear();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }

  private void counters(HttpExchange exchange) throws IOException {
    asked.incrementAndGet();
    Map<String, String> query =
        Arrays.stream(exchange.getRequestURI().getQuery().split("&"))
            .map(part -> part.split("="))
            .collect(java.util.stream.Collectors.toMap(p -> p[0], p -> p[1]));
    long from = Long.parseLong(query.get("from"));
    long to = Long.parseLong(query.get("to"));
    var counters = new Counters();
    rows.forEach(
        (bucket, count) -> {
          if (bucket >= from && bucket < to) {
            counters.rows(count);
            counters.column("x", mood == Mood.OTHER_BINS ? 7 : 5)[0] += count;
          }
        });
    if (mood == Mood.BEYOND_THE_QUESTION) {
      answer(exchange, 200, new AgentCounters(uid, version, from, to + 10, counters));
    } else {
      answer(exchange, 200, new AgentCounters(uid, version, from, to, counters));
    }
  }

  private void baseline(HttpExchange exchange) throws IOException {
    answer(exchange, 200, new Baseline(version, new Profile(10, List.of()), null));
  }

  private void answer(HttpExchange exchange, int status, Object answer) throws IOException {
    switch (mood) {
      case HANGS -> {
        try {
          closed.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
        exchange.close();
      }
      case BREAKS -> send(exchange, 500, "{}");
      case TALKS_NONSENSE -> send(exchange, status, "<html>404</html>");
      case GOOD, OTHER_BINS, BEYOND_THE_QUESTION ->
          send(exchange, status, JSON.writeValueAsString(answer));
    }
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }
}
