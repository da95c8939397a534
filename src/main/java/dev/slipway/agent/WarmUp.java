package dev.slipway.agent;

import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Profile;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of the baseline's shape through a proxy of its own to a runtime that is not one,
 * so that the code is compiled before the first client comes. Nothing of it is counted.
 */
final class WarmUp {
  private static final int REQUESTS = 3000;
  private static final int AT_ONCE = 4;
  private static final String PATH = "/v2/models/warm/infer";
  private static final Buffer ANSWER =
      Buffer.buffer(
          """
          {"model_name":"warm","outputs":[
          {"name":"predict","shape":[1,1],"datatype":"INT64","data":[0]},
          {"name":"predict_proba","shape":[1,2],"datatype":"FP64","data":[0.75,0.25]}]}
          """);

  private final Vertx vertx;
  private final AgentSettings settings;
  private final FrozenBins bins;
  private final Buffer question;

  WarmUp(Vertx vertx, AgentSettings settings, FrozenBins bins, @Nullable Profile profile) {
    this.vertx = vertx;
    this.settings = settings;
    this.bins = bins;
    this.question = question(profile);
  }

  /** Completes when the code is warm, or the time for it is over; never fails. */
  Future<Void> run() {
    if (!settings.warmUp().isPositive()) {
      return Future.succeededFuture();
    }
    var metrics = new AgentMetrics();
    var recorder = new Recorder(settings, bins, new Buckets(), metrics, null);
    var passage =
        new Passage(
            settings, recorder, new Buckets(), metrics, new AtomicInteger(), new Lifecycle());
    var feedback = new FeedbackEndpoint("warm", null, metrics, Clock.systemUTC());
    HttpServer runtime =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> request.body().onSuccess(body -> request.response().end(ANSWER)));
    HttpClient client = vertx.createHttpClient();
    return runtime
        .listen(0, "127.0.0.1")
        .compose(
            listening -> {
              var proxy = new Proxy(passage, feedback, 0, listening.actualPort());
              return vertx
                  .deployVerticle(proxy)
                  .compose(
                      id -> ask(client, proxy.actualPort()).eventually(() -> vertx.undeploy(id)));
            })
        .eventually(() -> runtime.close())
        .eventually(() -> client.close())
        .onComplete(end -> recorder.close())
        .otherwiseEmpty();
  }

  private Future<Void> ask(HttpClient client, int port) {
    Promise<Void> done = Promise.promise();
    var left = new AtomicInteger(REQUESTS);
    vertx.setTimer(settings.warmUp().toMillis(), late -> done.tryComplete());
    for (int i = 0; i < AT_ONCE; i++) {
      next(client, port, left, done);
    }
    return done.future();
  }

  private void next(HttpClient client, int port, AtomicInteger left, Promise<Void> done) {
    if (done.future().isComplete()) {
      return;
    }
    if (left.getAndDecrement() <= 0) {
      done.tryComplete();
      return;
    }
    client
        .request(HttpMethod.POST, port, "127.0.0.1", PATH)
        .compose(request -> request.send(question))
        .compose(response -> response.body())
        .onSuccess(body -> next(client, port, left, done))
        .onFailure(fault -> done.tryComplete());
  }

  private static Buffer question(@Nullable Profile profile) {
    var inputs = new JsonArray();
    for (ColumnProfile column : profile == null ? List.<ColumnProfile>of() : profile.columns()) {
      if ("Feature".equals(column.role())) {
        inputs.add(input(column.name(), value(column)));
      }
    }
    if (inputs.isEmpty()) {
      inputs.add(input("a", 1.5)).add(input("b", "text"));
    }
    return new JsonObject().put("inputs", inputs).toBuffer();
  }

  private static JsonObject input(String name, Object value) {
    return new JsonObject()
        .put("name", name)
        .put("shape", new JsonArray().add(1).add(1))
        .put("datatype", value instanceof String ? "BYTES" : "FP64")
        .put("data", new JsonArray().add(value));
  }

  private static Object value(ColumnProfile column) {
    List<Double> edges = column.edges();
    if (edges != null) {
      return edges.isEmpty() ? 1.5 : edges.getFirst();
    }
    List<String> categories = column.categories();
    return categories == null || categories.isEmpty() ? "text" : categories.getFirst();
  }
}
