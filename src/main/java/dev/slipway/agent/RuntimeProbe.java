package dev.slipway.agent;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;

/** Asks the runtime again and again whether its model is ready. */
final class RuntimeProbe {
  private static final long EAGER_MILLIS = 250;
  private static final long CALM_MILLIS = 2000;
  private static final long TIMEOUT_MILLIS = 5000;

  /** A busy runtime may be late now and then; only this often in a row does it count. */
  private static final int FAILURES = 3;

  private final Vertx vertx;
  private final HttpClient client;
  private final String path;
  private final Lifecycle lifecycle;
  private int failures;

  RuntimeProbe(Vertx vertx, AgentSettings settings, Lifecycle lifecycle) {
    this.vertx = vertx;
    this.path = "/v2/models/" + settings.model() + "/ready";
    this.lifecycle = lifecycle;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setDefaultHost("127.0.0.1")
                .setDefaultPort(settings.upstreamPort())
                .setConnectTimeout((int) TIMEOUT_MILLIS)
                .setKeepAlive(false));
  }

  /** Asks now, and from now on. */
  void start() {
    // on an event loop: a thread beside it could come too late for the body of a quick answer
    vertx.runOnContext(begun -> ask());
  }

  private void ask() {
    client
        .request(
            new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(path)
                .setIdleTimeout(TIMEOUT_MILLIS))
        .compose(request -> request.send())
        .compose(response -> response.body().map(body -> response.statusCode() == 200))
        .timeout(2 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
        .otherwise(false)
        .onSuccess(this::heard);
  }

  private void heard(boolean ready) {
    failures = ready ? 0 : failures + 1;
    if (ready || failures >= FAILURES) {
      lifecycle.runtime(ready);
    }
    vertx.setTimer(lifecycle.runtimeReady() ? CALM_MILLIS : EAGER_MILLIS, next -> ask());
  }
}
