package dev.slipway.agent;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A runtime that answers the first input's values as its prediction, or does what its path says.
 */
final class FakeRuntime {
  private final HttpServer server;
  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger breakNext = new AtomicInteger();

  FakeRuntime(Vertx vertx) {
    this.server = vertx.createHttpServer().requestHandler(this::handle);
    server.listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join();
  }

  int port() {
    return server.actualPort();
  }

  int asked() {
    return asked.get();
  }

  /** The next requests find their connection closed. */
  void breakNext(int requests) {
    breakNext.set(requests);
  }

  void close() {
    server.close().toCompletionStage().toCompletableFuture().join();
  }

  private void handle(HttpServerRequest request) {
    asked.incrementAndGet();
    switch (request.path()) {
      case "/v2/models/m/ready", "/v2/health/ready" -> request.response().end();
      case "/v2/models/hang/infer" -> request.body();
      case "/v2/models/broken/infer" -> request.connection().close();
      case "/v2/models/bad/infer" ->
          request.response().setStatusCode(500).end("{\"error\":\"no\"}");
      case "/v2/models/half/infer", "/v2/half" -> {
        request.response().putHeader("content-length", "100").write("{\"half\":");
        request.body().onSuccess(body -> request.connection().close());
      }
      case "/echo" ->
          request.body().onSuccess(body -> request.response().setChunked(true).end(body));
      default -> request.body().onSuccess(body -> infer(request, body));
    }
  }

  private void infer(HttpServerRequest request, Buffer body) {
    if (breakNext.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      request.connection().close();
      return;
    }
    JsonObject question;
    try {
      question = body.toJsonObject();
    } catch (RuntimeException e) {
      request.response().setStatusCode(422).end("{\"error\":\"unreadable\"}");
      return;
    }
    JsonArray values = question.getJsonArray("inputs").getJsonObject(0).getJsonArray("data");
    var probabilities = new JsonArray();
    values.forEach(value -> probabilities.add(0.8).add(0.2));
    var answer =
        new JsonObject()
            .put("model_name", "m")
            .put(
                "outputs",
                new JsonArray()
                    .add(output("predict", values, new JsonArray().add(values.size()).add(1)))
                    .add(
                        output(
                            "predict_proba",
                            probabilities,
                            new JsonArray().add(values.size()).add(2))));
    if (request.getHeader("echo-id") != null) {
      answer.put("id", "of-the-runtime");
    }
    request.response().putHeader("content-type", "application/json").end(answer.encode());
  }

  private static JsonObject output(String name, JsonArray data, JsonArray shape) {
    return new JsonObject()
        .put("name", name)
        .put("shape", shape)
        .put("datatype", "FP64")
        .put("data", data);
  }
}
