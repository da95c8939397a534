package dev.slipway.runner.progress;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Answers {@code GET /progress} while work goes on, where the pod was given a port for it. */
public final class ProgressServer implements AutoCloseable {
  /** Tells how far work is, as an object that becomes JSON. */
  public interface Source {
    Object now() throws IOException;
  }

  private static final JsonMapper JSON = new JsonMapper();

  private final @Nullable HttpServer server;
  private final @Nullable ExecutorService threads;

  private ProgressServer(@Nullable HttpServer server, @Nullable ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts it. Work does not fail for want of it: a port that is taken is said, and that is all.
   *
   * @param progress asked for every answer
   */
  public static ProgressServer start(PodContext pod, Source progress) {
    String port = pod.variables().get(PodPaths.PROGRESS_PORT);
    if (port == null) {
      return new ProgressServer(null, null);
    }
    try {
      var server = HttpServer.create(new InetSocketAddress(Integer.parseInt(port)), 0);
      ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
      server.setExecutor(threads);
      server.createContext(
          PodPaths.PROGRESS_ENDPOINT, exchange -> answer(exchange, progress.now()));
      server.start();
      return new ProgressServer(server, threads);
    } catch (IOException e) {
      pod.say("progress is not told: port %s: %s", port, e);
      return new ProgressServer(null, null);
    }
  }

  /** A question that is answered by a status code. */
  public interface Question {
    int answer(URI asked);
  }

  /** Answers a path by a status code from now on. */
  public void ask(String path, Question question) {
    if (server != null) {
      server.createContext(
          path,
          exchange -> {
            try (exchange) {
              exchange.sendResponseHeaders(question.answer(exchange.getRequestURI()), -1);
            }
          });
    }
  }

  private static void answer(HttpExchange exchange, Object progress) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      byte[] body = JSON.writeValueAsBytes(progress);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    if (server != null && threads != null) {
      server.stop(0);
      threads.shutdownNow();
    }
  }
}
