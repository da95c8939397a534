package dev.slipway.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.profile.AgentCounters;
import dev.slipway.profile.Baseline;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

/** What the operator, the kubelet and Prometheus ask an agent; read only. */
final class OpsServer {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final long SETTLE_SECONDS = 2;

  private final Vertx vertx;
  private final Passage passage;
  private final Clock clock;
  private final String baseline;

  OpsServer(Vertx vertx, Passage passage, Baseline baseline, Clock clock) {
    this.vertx = vertx;
    this.passage = passage;
    this.clock = clock;
    this.baseline = json(baseline);
  }

  /** Listens. */
  Future<HttpServer> listen(int port) {
    return vertx.createHttpServer().requestHandler(this::handle).listen(port, "0.0.0.0");
  }

  private void handle(HttpServerRequest request) {
    if (request.method() != HttpMethod.GET) {
      Answers.error(request.response(), 405, "only GET is answered here");
      return;
    }
    switch (request.path()) {
      case "/live" -> request.response().end("live\n");
      case "/ready" ->
          request
              .response()
              .setStatusCode(passage.lifecycle().ready() ? 200 : 503)
              .end(passage.lifecycle().describe() + "\n");
      case "/metrics" ->
          request
              .response()
              .putHeader("content-type", "text/plain; version=0.0.4; charset=utf-8")
              .end(passage.metrics().text());
      case "/baseline" -> Answers.json(request.response(), 200, baseline);
      case "/counters" -> counters(request);
      case null, default -> Answers.error(request.response(), 404, "there is nothing here");
    }
  }

  private void counters(HttpServerRequest request) {
    long from;
    long to;
    try {
      from = Long.parseLong(request.getParam("from", ""));
      to = Long.parseLong(request.getParam("to", ""));
    } catch (NumberFormatException e) {
      Answers.error(request.response(), 400, "give from and to in whole epoch seconds");
      return;
    }
    // What was answered before is counted before: the sum over past buckets is final.
    var settled =
        passage.recorder().settled().completeOnTimeout(null, SETTLE_SECONDS, TimeUnit.SECONDS);
    Future.fromCompletionStage(settled, vertx.getOrCreateContext())
        .onSuccess(done -> Answers.json(request.response(), 200, json(read(from, to))));
  }

  private AgentCounters read(long from, long to) {
    return passage
        .buckets()
        .read(
            passage.settings().agent(),
            passage.settings().modelVersion(),
            from,
            to,
            clock.instant().getEpochSecond());
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("not JSON: " + e.getOriginalMessage(), e);
    }
  }
}
