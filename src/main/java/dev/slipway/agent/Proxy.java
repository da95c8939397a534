package dev.slipway.agent;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.PoolOptions;
import java.util.concurrent.TimeUnit;

/**
 * Takes clients' requests and passes them to the runtime. One instance for each event loop; each
 * has its own connections to the runtime, so a request never changes threads.
 */
final class Proxy extends AbstractVerticle {
  private static final int CONNECTIONS = 256;
  private static final int WAITING = 1024;
  private static final int CONNECT_MILLIS = 2000;

  /** Below the five seconds after which uvicorn closes idle connections. */
  private static final int KEEP_ALIVE_SECONDS = 3;

  private final Passage passage;
  private final FeedbackEndpoint feedback;
  private final int port;
  private final int upstreamPort;
  private volatile int actualPort;

  Proxy(Passage passage, FeedbackEndpoint feedback, int port, int upstreamPort) {
    this.passage = passage;
    this.feedback = feedback;
    this.port = port;
    this.upstreamPort = upstreamPort;
  }

  @Override
  public void start(Promise<Void> started) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(upstreamPort)
                .setConnectTimeout(CONNECT_MILLIS)
                .setKeepAliveTimeout(KEEP_ALIVE_SECONDS)
                .setTcpNoDelay(true),
            new PoolOptions().setHttp1MaxSize(CONNECTIONS).setMaxWaitQueueSize(WAITING));
    HttpServer server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(true)
                .setMaxHeaderSize(16 * 1024)
                .setMaxInitialLineLength(16 * 1024)
                .setTcpNoDelay(true)
                .setIdleTimeout(
                    Math.toIntExact(passage.settings().timeout().plusSeconds(60).toSeconds()))
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
    server
        .requestHandler(request -> handle(client, request))
        .listen(port, "0.0.0.0")
        .onSuccess(listening -> actualPort = listening.actualPort())
        .<Void>mapEmpty()
        .onComplete(started);
  }

  /** Where it listens, once it is deployed. */
  int actualPort() {
    return actualPort;
  }

  private void handle(HttpClient client, HttpServerRequest request) {
    if (passage.lifecycle().draining()) {
      request.response().putHeader("connection", "close");
    }
    String path = request.path() == null ? "" : request.path();
    if (request.method() == HttpMethod.POST && path.equals(feedback.path())) {
      feedback.handle(request);
    } else {
      boolean inference =
          request.method() == HttpMethod.POST
              && path.startsWith("/v2/models/")
              && path.endsWith("/infer");
      new Exchange(passage, client, request, inference).begin();
    }
  }
}
