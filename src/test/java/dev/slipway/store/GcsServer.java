package dev.slipway.store;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** fake-gcs-server on a free port: Google Cloud Storage's API over folders, without rights. */
public final class GcsServer implements AutoCloseable {
  private static final Path PROGRAM = TestPrograms.cached("bin/current/fake-gcs-server");

  private final Process process;
  private final int port;

  private GcsServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts it over a folder whose folders are buckets; it is built first where it is not cached.
   */
  public static GcsServer start(Path buckets) throws IOException, InterruptedException {
    if (!Files.isExecutable(PROGRAM)) {
      new ProcessBuilder("config/cluster/binaries", "fake-gcs-server")
          .inheritIO()
          .start()
          .waitFor();
    }
    int port = TestPrograms.freePort();
    var builder =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-scheme",
                "http",
                "-host",
                "127.0.0.1",
                "-port",
                String.valueOf(port),
                "-public-host",
                "127.0.0.1:" + port,
                "-external-url",
                "http://127.0.0.1:" + port,
                "-backend",
                "memory",
                "-data",
                buckets.toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
    var server = new GcsServer(builder.start(), port);
    TestPrograms.awaitPort(port);
    return server;
  }

  /** Its address. */
  public String endpoint() {
    return "http://127.0.0.1:" + port;
  }

  /** Uploads an object. */
  public void put(String bucket, String name, byte[] content) {
    URI address =
        URI.create(
            endpoint()
                + "/upload/storage/v1/b/"
                + bucket
                + "/o?uploadType=media&name="
                + URLEncoder.encode(name, StandardCharsets.UTF_8));
    var request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/octet-stream")
            .POST(HttpRequest.BodyPublishers.ofByteArray(content))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var answer = client.send(request, BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IllegalStateException(answer.statusCode() + " " + answer.body());
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    process.destroy();
    process.waitFor();
  }
}
