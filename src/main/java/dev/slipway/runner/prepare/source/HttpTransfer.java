package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import dev.slipway.store.FileRevision;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpResponse.ResponseInfo;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One request for a file, or for the rest of it.
 *
 * @param stall after so long without a byte it is given up
 * @param place the address as people may read it
 * @param partial where the body goes
 */
record HttpTransfer(
    HttpClient client, Duration stall, String source, String place, PartialFile partial) {

  /** The answer, when its body has come; else SourceUnreachable. */
  HttpResponse<Void> run(HttpRequest.Builder request, @Nullable FileRevision known)
      throws IOException, InterruptedException {
    String tag = partial.tag();
    long have = partial.have();
    if (tag != null) {
      request.header("Range", "bytes=" + have + "-").header("If-Range", tag);
    } else if (known != null && known.etag() != null) {
      request.header("If-None-Match", known.etag());
    } else if (known != null && known.modified() != null) {
      request.header("If-Modified-Since", known.modified());
    }
    var broken = new CompletableFuture<HttpResponse<Void>>();
    BodyHandler<Void> handler = info -> body(info, have, broken);
    CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(request.build(), handler);
    try {
      return await(answer, broken);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RunnerException refused) {
        throw refused;
      }
      throw SourceFault.unreachable(source, place + " cannot be read: " + why(cause));
    } catch (TimeoutException e) {
      throw SourceFault.unreachable(
          source, place + " sent nothing for " + stall.toSeconds() + " seconds");
    } finally {
      answer.cancel(true);
      partial.close();
    }
  }

  private BodySubscriber<Void> body(
      ResponseInfo info, long have, CompletableFuture<HttpResponse<Void>> broken) {
    try {
      if (info.statusCode() == 200) {
        partial.begin(info.headers().firstValue("ETag").orElse(null));
      } else if (info.statusCode() == 206) {
        String range = info.headers().firstValue("Content-Range").orElse("");
        if (!range.startsWith("bytes " + have + "-")) {
          partial.forget();
          throw SourceFault.unreachable(source, place + " sent another part than it was asked for");
        }
        partial.resume();
      } else {
        return BodySubscribers.discarding();
      }
    } catch (IOException | RuntimeException e) {
      broken.completeExceptionally(e);
    }
    return BodySubscribers.fromSubscriber(new Pieces(partial, broken), pieces -> null);
  }

  /** Waits as long as bytes come. */
  private HttpResponse<Void> await(
      CompletableFuture<HttpResponse<Void>> answer, CompletableFuture<HttpResponse<Void>> broken)
      throws InterruptedException, ExecutionException, TimeoutException {
    long before = -1;
    while (true) {
      try {
        var first = CompletableFuture.anyOf(answer, broken);
        first.get(stall.toMillis(), TimeUnit.MILLISECONDS);
        return broken.isDone() ? broken.get() : answer.get();
      } catch (TimeoutException e) {
        long have = partial.have();
        if (have == before || (before < 0 && have == 0)) {
          throw e;
        }
        before = have;
      }
    }
  }

  private static String why(@Nullable Throwable cause) {
    for (Throwable t = cause; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "its host name is unknown";
      }
    }
    String message = cause == null ? null : cause.getMessage();
    return message == null ? "the connection was refused or lost" : message;
  }

  /** Hands pieces over as they come, the next one when the last is on the disk. */
  private static final class Pieces implements Flow.Subscriber<List<ByteBuffer>> {
    private final PartialFile partial;
    private final CompletableFuture<HttpResponse<Void>> broken;
    private Flow.@Nullable Subscription subscription;

    Pieces(PartialFile partial, CompletableFuture<HttpResponse<Void>> broken) {
      this.partial = partial;
      this.broken = broken;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      given.request(1);
    }

    @Override
    public void onNext(List<ByteBuffer> pieces) {
      partial.take(pieces, broken);
      if (subscription != null) {
        subscription.request(1);
      }
    }

    @Override
    public void onError(Throwable error) {
      broken.completeExceptionally(error);
    }

    @Override
    public void onComplete() {}
  }
}
