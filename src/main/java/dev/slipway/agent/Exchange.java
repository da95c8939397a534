package dev.slipway.agent;

import dev.slipway.agent.AgentMetrics.Count;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to the runtime and back. Small bodies are read whole, so that they can be
 * sent again when the runtime closed an idle connection at the same moment; larger ones are passed
 * on as they come.
 */
final class Exchange {
  private static final Set<String> REQUEST_ONLY = Set.of("host", "expect", "content-length");

  /** Inference is asked for without compression: the answer is read here. */
  private static final Set<String> INFERENCE_ONLY =
      Set.of("host", "expect", "content-length", "accept-encoding");

  private static final Set<String> LENGTH = Set.of("content-length");

  private final Passage passage;
  private final HttpClient client;
  private final HttpServerRequest request;
  private final HttpServerResponse response;
  private final boolean inference;
  private final long started = System.nanoTime();
  private final Copy sent = new Copy();
  private final Copy received = new Copy();
  private @Nullable HttpClientRequest upstream;
  private @Nullable String madeUpId;
  private boolean finished;

  Exchange(Passage passage, HttpClient client, HttpServerRequest request, boolean inference) {
    this.passage = passage;
    this.client = client;
    this.request = request;
    this.response = request.response();
    this.inference = inference;
  }

  /** Starts; everything else happens when the other ends answer. */
  void begin() {
    passage.inFlight().incrementAndGet();
    response.closeHandler(gone -> clientGone());
    response.exceptionHandler(fault -> clientGone());
    request.exceptionHandler(fault -> clientGone());
    long length = Headers.length(request.headers());
    if (length >= 0 && length <= Recorder.LARGEST_BODY) {
      request.body().onSuccess(body -> sendWhole(body, true));
    } else {
      request.pause();
      connect().onSuccess(this::sendStream).onFailure(this::upstreamFailed);
    }
  }

  private void sendWhole(Buffer body, boolean again) {
    sent.set(body);
    connect()
        .compose(
            out -> {
              if (body.length() > 0 || request.headers().contains("content-length")) {
                out.putHeader("content-length", String.valueOf(body.length()));
              }
              return out.send(body);
            })
        .onSuccess(this::answer)
        .onFailure(
            fault -> {
              if (again && repeatable(fault)) {
                passage.metrics().count(Count.RETRIES);
                sendWhole(body, false);
              } else {
                upstreamFailed(fault);
              }
            });
  }

  /** Only what changes nothing is sent again. */
  private boolean repeatable(Throwable fault) {
    return !finished
        && !response.headWritten()
        && (inference || request.method() == HttpMethod.GET)
        && Answers.closedWhileIdle(fault);
  }

  private void sendStream(HttpClientRequest out) {
    long length = Headers.length(request.headers());
    if (length < 0) {
      out.setChunked(true);
    } else {
      out.putHeader("content-length", String.valueOf(length));
    }
    out.response().onSuccess(this::answer).onFailure(this::upstreamFailed);
    sent.passOn(request, out, out::end);
    request.resume();
  }

  private Future<HttpClientRequest> connect() {
    var options =
        new RequestOptions()
            .setMethod(request.method())
            .setURI(request.uri())
            .setIdleTimeout(passage.settings().timeout().toMillis());
    try {
      return client.request(options).onSuccess(this::prepare);
    } catch (IllegalStateException e) {
      // The agent has ended.
      return Future.failedFuture(e);
    }
  }

  private void prepare(HttpClientRequest out) {
    upstream = out;
    Headers.copy(request.headers(), out.headers(), inference ? INFERENCE_ONLY : REQUEST_ONLY);
    if (finished) {
      out.reset();
    }
  }

  private void answer(HttpClientResponse in) {
    if (finished) {
      return;
    }
    response.setStatusCode(in.statusCode()).setStatusMessage(in.statusMessage());
    in.exceptionHandler(this::upstreamFailed);
    long length = Headers.length(in.headers());
    boolean read = inference && in.statusCode() / 100 == 2;
    if (read && length > 0 && length <= Recorder.LARGEST_BODY) {
      in.body().onSuccess(body -> answerWhole(in, body)).onFailure(this::upstreamFailed);
    } else {
      answerStream(in);
    }
  }

  private void answerWhole(HttpClientResponse in, Buffer body) {
    if (finished) {
      return;
    }
    TopLevelId.Answer answer = TopLevelId.complete(body.getBytes(), sent.bytes());
    madeUpId = answer.madeUp();
    Buffer out = Buffer.buffer(answer.body());
    received.set(out);
    Headers.copy(in.headers(), response.headers(), LENGTH);
    response.putHeader("content-length", String.valueOf(out.length()));
    response.end(out).onSuccess(end -> complete(in.statusCode()));
  }

  private void answerStream(HttpClientResponse in) {
    Headers.copy(in.headers(), response.headers(), Set.of());
    boolean empty =
        request.method() == HttpMethod.HEAD || in.statusCode() == 204 || in.statusCode() == 304;
    if (!empty && !in.headers().contains("content-length")) {
      response.setChunked(true);
    }
    received.passOn(
        in, response, () -> response.end().onSuccess(ended -> complete(in.statusCode())));
  }

  private void complete(int status) {
    if (!finish()) {
      return;
    }
    if (!inference) {
      passage.metrics().count(Count.PASSED);
      return;
    }
    count(status);
    if (status / 100 != 2) {
      return;
    }
    if (!sent.whole() || !received.whole()) {
      passage.metrics().count(Count.OVERSIZED);
      return;
    }
    passage
        .recorder()
        .offer(
            new Observation(
                Instant.now(),
                status,
                madeUpId,
                sent.bytes(),
                "gzip".equalsIgnoreCase(request.getHeader("content-encoding")),
                received.bytes()));
  }

  private void upstreamFailed(Throwable fault) {
    if (!finish()) {
      return;
    }
    HttpClientRequest out = upstream;
    if (out != null) {
      out.reset();
    }
    int status = Answers.status(fault);
    passage.metrics().count(Count.UPSTREAM_FAULTS);
    if (inference) {
      count(status);
    }
    if (response.headWritten()) {
      // Half an answer must not look like a whole one.
      response.reset();
      return;
    }
    response.headers().remove("content-length").remove("content-encoding");
    response.setChunked(false);
    response.setStatusMessage(HttpResponseStatus.valueOf(status).reasonPhrase());
    request.resume();
    Answers.error(response, status, Answers.message(status));
  }

  private void clientGone() {
    if (finish()) {
      passage.metrics().count(Count.ABORTED);
      HttpClientRequest out = upstream;
      if (out != null) {
        out.reset();
      }
    }
  }

  private void count(int status) {
    double seconds = (System.nanoTime() - started) / 1e9;
    passage.metrics().request(status, seconds);
    passage
        .buckets()
        .count(
            Instant.now().getEpochSecond(), counters -> counters.request(status >= 500, seconds));
  }

  private boolean finish() {
    if (finished) {
      return false;
    }
    finished = true;
    passage.inFlight().decrementAndGet();
    return true;
  }
}
