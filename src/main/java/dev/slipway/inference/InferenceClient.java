package dev.slipway.inference;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/** Asks one model over HTTP. Calls block. */
public final class InferenceClient implements AutoCloseable {
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final String base;
  private final String model;
  private final Duration patience;

  /**
   * For one model.
   *
   * @param base where it answers, such as http://127.0.0.1:8081
   * @param model the name that it is served under
   * @param patience how long one answer may take
   */
  public InferenceClient(String base, String model, Duration patience) {
    this.base = base;
    this.model = model;
    this.patience = patience;
  }

  /**
   * Whether the model is loaded; an empty result means yes.
   *
   * @return why not
   */
  public Optional<String> notReady() throws InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + "/v2/models/" + model + "/ready"))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return answer.statusCode() == 200
          ? Optional.empty()
          : Optional.of("it answers " + answer.statusCode() + said(answer.body()));
    } catch (IOException e) {
      return Optional.of("it does not answer (" + e + ")");
    }
  }

  /**
   * Sends a request.
   *
   * @return the body of the answer
   * @throws IOException when there is no answer, or one that is not 200
   */
  public byte[] infer(byte[] body) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(base + "/v2/models/" + model + "/infer"))
            .timeout(patience)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 200) {
      throw new IOException("status " + answer.statusCode() + said(answer.body()));
    }
    return answer.body();
  }

  /** A page of the same server, such as its metrics; empty when there is none. */
  public static Optional<String> page(String uri) throws InterruptedException {
    try (var http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
      HttpResponse<String> answer =
          http.send(
              HttpRequest.newBuilder(URI.create(uri)).timeout(Duration.ofSeconds(5)).build(),
              HttpResponse.BodyHandlers.ofString());
      return answer.statusCode() == 200 ? Optional.of(answer.body()) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String said(byte[] body) {
    String text = new String(body, StandardCharsets.UTF_8).strip();
    return text.isEmpty() ? "" : ": " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
  }

  @Override
  public void close() {
    http.close();
  }
}
