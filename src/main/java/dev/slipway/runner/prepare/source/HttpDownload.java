package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import dev.slipway.store.FileRevision;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Brings a file over HTTP. What may pass is tried three times; a transfer that broke goes on where
 * it ended, as long as the content has the same ETag (RFC 9110, If-Range).
 */
final class HttpDownload implements AutoCloseable {
  /** Attempts in a row that bring nothing. */
  private static final int ATTEMPTS = 3;

  /** Attempts at all: a server that breaks after every piece is given up too. */
  private static final int MOST = 50;

  private static final int REDIRECTS = 5;
  private static final Duration CONNECT = Duration.ofSeconds(15);

  private final Scratch scratch;
  private final Duration pause;
  private final Duration stall;
  private final HttpClient client;

  /**
   * With how it waits.
   *
   * @param pause between attempts
   * @param stall after so long without a byte a transfer is given up
   */
  HttpDownload(Scratch scratch, Duration pause, Duration stall) {
    this.scratch = scratch;
    this.pause = pause;
    this.stall = stall;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(Redirect.NEVER)
            .build();
  }

  /** See {@link PlacedFile.Fetch}. */
  @Nullable FileRevision fetch(
      String source, HttpAddress address, @Nullable FileRevision known, Path to)
      throws IOException, InterruptedException {
    var partial = new PartialFile(scratch, source, address.place(), to);
    int idle = 0;
    for (int attempt = 1; ; attempt++) {
      long before = partial.kept();
      try {
        HttpResponse<Void> answer =
            follow(
                source,
                address,
                request ->
                    new HttpTransfer(client, stall, source, address.place(), partial)
                        .run(request, known));
        return revision(source, address, answer, known, partial);
      } catch (RunnerException e) {
        idle = partial.kept() > before ? 1 : idle + 1;
        if (!e.failure().retryable() || idle >= ATTEMPTS || attempt == MOST) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(pause.toMillis() * idle);
      }
    }
  }

  /** What the file is now; of its body nothing is read. */
  FileRevision look(String source, HttpAddress address) throws InterruptedException {
    try {
      HttpResponse<?> answer =
          follow(
              source,
              address,
              request -> {
                var response =
                    client.send(request.timeout(stall).build(), BodyHandlers.ofInputStream());
                response.body().close();
                return response;
              });
      if (answer.statusCode() != 200) {
        throw refused(source, address, answer.statusCode());
      }
      return new FileRevision(
          answer.headers().firstValue("ETag").orElse(null),
          null,
          answer.headers().firstValue("Last-Modified").orElse(null),
          answer.headers().firstValue("Content-Length").map(Long::valueOf).orElse(null));
    } catch (IOException e) {
      throw SourceFault.unreachable(
          source, address.place() + " cannot be looked at: " + e.getMessage());
    }
  }

  /** One request; answers that lead elsewhere are followed. */
  private interface Exchange<T extends HttpResponse<?>> {
    T send(HttpRequest.Builder request) throws IOException, InterruptedException;
  }

  /** The answer of the address, or of where it leads to. */
  private static <T extends HttpResponse<?>> T follow(
      String source, HttpAddress address, Exchange<T> exchange)
      throws IOException, InterruptedException {
    URI at = address.uri();
    for (int hop = 0; hop <= REDIRECTS; hop++) {
      T response = exchange.send(address.request(source, at));
      String location = response.headers().firstValue("Location").orElse(null);
      int status = response.statusCode();
      if (location == null || status < 301 || status == 304 || status > 308) {
        return response;
      }
      at = redirected(source, address, at, location);
    }
    throw SourceFault.unreadable(
        source, address.place() + " redirects more than " + REDIRECTS + " times");
  }

  private static URI redirected(String source, HttpAddress address, URI at, String location) {
    try {
      URI next = at.resolve(location);
      boolean http = "http".equals(next.getScheme()) && "http".equals(at.getScheme());
      if (next.getHost() != null && (http || "https".equals(next.getScheme()))) {
        return next;
      }
    } catch (IllegalArgumentException e) {
      // The same as an address that is none.
    }
    throw SourceFault.unreadable(
        source,
        address.place() + " redirects to " + Locations.plain(location) + ", which is not followed");
  }

  private static @Nullable FileRevision revision(
      String source,
      HttpAddress address,
      HttpResponse<Void> answer,
      @Nullable FileRevision known,
      PartialFile partial) {
    int status = answer.statusCode();
    if (status == 304 && known != null) {
      return null;
    }
    if (status == 200 || status == 206) {
      return new FileRevision(
          answer.headers().firstValue("ETag").orElse(null),
          null,
          answer.headers().firstValue("Last-Modified").orElse(null),
          partial.have());
    }
    if (status == 416 || status == 412) {
      partial.forget();
    }
    throw refused(source, address, status);
  }

  private static RunnerException refused(String source, HttpAddress address, int status) {
    String text = address.place() + " answered with status " + status;
    if (status == 404 || status == 410) {
      return SourceFault.notFound(source, text);
    }
    if (status == 401 || status == 403 || status == 407) {
      return SourceFault.forbidden(
          source,
          text
              + (address.header() == null
                  ? "; if it wants a header, name it in header and its Secret in credentials"
                  : "; check the key header of the Secret, it may have expired"));
    }
    boolean passing = List.of(408, 412, 416, 425, 429).contains(status) || status >= 500;
    return passing ? SourceFault.unreachable(source, text) : SourceFault.unreadable(source, text);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
