package dev.slipway.runner.prepare.source;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;

/** A web server that answers each path as a test says, and remembers what it was asked. */
@NullUnmarked
final class WebServer implements AutoCloseable {
  /** Answers one request. */
  interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** The headers of all requests, as {@code path Name=value …} of the names that matter. */
  final List<String> requests = new CopyOnWriteArrayList<>();

  WebServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  String url(String path) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + path;
  }

  /** The same server under another name, which for a client is another server. */
  String other(String path) {
    return "http://localhost:" + server.getAddress().getPort() + path;
  }

  WebServer on(String path, Answer answer) {
    answers.put(path, answer);
    return this;
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    var asked = new StringBuilder(path);
    for (String name :
        List.of("Range", "If-Range", "If-None-Match", "If-Modified-Since", "X-Token")) {
      String value = exchange.getRequestHeaders().getFirst(name);
      if (value != null) {
        asked.append(' ').append(name).append('=').append(value);
      }
    }
    requests.add(asked.toString());
    try {
      answers.getOrDefault(path, status(404)).to(exchange);
    } finally {
      exchange.close();
    }
  }

  static Answer status(int status) {
    return exchange -> exchange.sendResponseHeaders(status, -1);
  }

  /** A whole file. */
  static Answer file(String content, String... headers) {
    return exchange -> {
      headers(exchange, headers);
      byte[] body = content.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    };
  }

  /** A file that has an ETag, and is sent in whole, in part, or not, as the request asks. */
  static Answer tagged(String content, String etag) {
    return exchange -> {
      exchange.getResponseHeaders().add("ETag", etag);
      byte[] body = content.getBytes(UTF_8);
      var asked = exchange.getRequestHeaders();
      String range = asked.getFirst("Range");
      if (etag.equals(asked.getFirst("If-None-Match"))) {
        exchange.sendResponseHeaders(304, -1);
      } else if (range != null && etag.equals(asked.getFirst("If-Range"))) {
        int from = Integer.parseInt(range.replaceAll("[^0-9]", ""));
        exchange
            .getResponseHeaders()
            .add("Content-Range", "bytes %d-%d/%d".formatted(from, body.length - 1, body.length));
        exchange.sendResponseHeaders(206, body.length - from);
        exchange.getResponseBody().write(body, from, body.length - from);
      } else {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
      }
    };
  }

  /** The first bytes of a file, then the connection is closed. */
  static Answer cut(String content, int bytes, String... headers) {
    return exchange -> {
      headers(exchange, headers);
      byte[] body = content.getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body, 0, bytes);
      exchange.getResponseBody().flush();
    };
  }

  static Answer redirect(String to) {
    return exchange -> {
      exchange.getResponseHeaders().add("Location", to);
      exchange.sendResponseHeaders(302, -1);
    };
  }

  /** No answer until the test ends. */
  Answer silence() {
    return exchange -> {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** One answer after another; the last one stays. */
  static Answer each(Answer... answers) {
    var next = new AtomicInteger();
    return exchange -> answers[Math.min(next.getAndIncrement(), answers.length - 1)].to(exchange);
  }

  private static void headers(HttpExchange exchange, String... headers) {
    for (int i = 0; i < headers.length; i += 2) {
      exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
    }
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
