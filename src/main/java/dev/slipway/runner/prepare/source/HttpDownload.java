package dev.slipway.runner.prepare.source;

import dev.slipway.runner.RunnerException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Brings a file over HTTP; what may pass is tried three times. */
public final class HttpDownload {
  private static final int ATTEMPTS = 3;
  private static final Duration CONNECT = Duration.ofSeconds(15);

  private final Duration pause;
  private final Duration stall;

  /** With a pause between attempts. */
  public HttpDownload(Duration pause) {
    this(pause, Duration.ofMinutes(2));
  }

  /**
   * With a pause between attempts, and a time after which a file that does not grow is given up.
   */
  public HttpDownload(Duration pause, Duration stall) {
    this.pause = pause;
    this.stall = stall;
  }

  /** Brings a file, or says why not. */
  public void fetch(String source, String uri, Path to) throws IOException, InterruptedException {
    URI address;
    try {
      address = URI.create(uri);
    } catch (IllegalArgumentException e) {
      throw SourceFault.unreadable(source, uri + " is no address: " + e.getMessage());
    }
    try (HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(Redirect.NORMAL)
            .build()) {
      for (int attempt = 1; ; attempt++) {
        try {
          once(client, source, address, to);
          return;
        } catch (RunnerException e) {
          if (!e.failure().retryable() || attempt == ATTEMPTS) {
            throw e;
          }
          TimeUnit.MILLISECONDS.sleep(pause.toMillis() * attempt);
        }
      }
    }
  }

  private void once(HttpClient client, String source, URI address, Path to)
      throws IOException, InterruptedException {
    String place = Locations.plain(address.toString());
    HttpRequest request = HttpRequest.newBuilder(address).timeout(stall).GET().build();
    HttpResponse<Path> response;
    try {
      response = whole(client.sendAsync(request, BodyHandlers.ofFile(to)), to);
    } catch (ExecutionException e) {
      throw SourceFault.unreachable(source, place + " cannot be read: " + why(e.getCause()));
    } catch (TimeoutException e) {
      throw SourceFault.unreachable(
          source, place + " sent nothing for " + stall.toSeconds() + " seconds");
    }
    int status = response.statusCode();
    if (status == 200) {
      return;
    }
    Files.deleteIfExists(to);
    String answer = place + " answered with status " + status;
    if (status == 404 || status == 410) {
      throw SourceFault.notFound(source, answer);
    }
    if (status == 401 || status == 403) {
      throw SourceFault.forbidden(source, answer);
    }
    throw status == 429 || status >= 500
        ? SourceFault.unreachable(source, answer)
        : SourceFault.unreadable(source, answer);
  }

  /** Waits as long as the file grows. */
  private HttpResponse<Path> whole(CompletableFuture<HttpResponse<Path>> answer, Path file)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    long before = -1;
    while (true) {
      try {
        return answer.get(stall.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        long size = Files.exists(file) ? Files.size(file) : 0;
        if (size == before || (before < 0 && size == 0)) {
          answer.cancel(true);
          throw e;
        }
        before = size;
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
}
