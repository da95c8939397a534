package dev.slipway.progress;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Asks pods of ours over HTTP for JSON; neither a slow answer nor a long one holds it up. */
public final class PodClient {
  private static final Duration CONNECT = Duration.ofSeconds(2);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final long LONGEST_ANSWER = 4 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .configure(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES, false)
          .configure(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES, true)
          .build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();

  /** The answer of an address; whatever is wrong with it ends the future exceptionally. */
  public <T> CompletableFuture<T> get(URI address, Class<T> type) {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(ANSWER).GET().build();
    // the request's own timeout ends with the headers; a body may trickle on
    return http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LONGEST_ANSWER))
        .orTimeout(2 * ANSWER.toSeconds(), TimeUnit.SECONDS)
        .thenApply(response -> read(response, type));
  }

  private static <T> T read(HttpResponse<byte[]> response, Class<T> type) {
    if (response.statusCode() != 200) {
      throw new UncheckedIOException(new IOException("status " + response.statusCode()));
    }
    try {
      T value = JSON.readValue(response.body(), type);
      if (value == null) {
        throw new IOException("empty answer");
      }
      return value;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
