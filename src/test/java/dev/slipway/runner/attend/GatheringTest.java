package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.AttendTask.Gang;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.progress.ProgressServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class GatheringTest {
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");

  @Test
  void allAreWaitedFor() {
    var gathering = new Gathering(new Gang(3, 3, "first"), () -> now);
    assertThat(gathering.came(0)).isFalse();
    assertThat(gathering.came(2)).isFalse();
    assertThat(gathering.came(2)).as("the same again").isFalse();
    assertThat(gathering.came(7)).as("none of ours").isFalse();
    later(Gathering.PATIENCE.multipliedBy(100));
    assertThat(gathering.came(2)).isFalse();
    assertThat(gathering.came(1)).isTrue();
    assertThat(gathering.came(0)).isTrue();
  }

  @Test
  void whereFewerAreEnoughTheOthersAreWaitedForAWhile() {
    var gathering = new Gathering(new Gang(3, 2, "first"), () -> now);
    assertThat(gathering.came(0)).isFalse();
    later(Gathering.PATIENCE);
    assertThat(gathering.came(1)).isFalse();
    later(Gathering.PATIENCE.minusSeconds(1));
    assertThat(gathering.came(1)).isFalse();
    later(Duration.ofSeconds(1));
    assertThat(gathering.came(1)).isTrue();
    assertThat(gathering.came(2)).as("who comes late begins at once").isTrue();
  }

  @Test
  void podsTellTheFirstAndTheKubeletHears() throws Exception {
    int port = free();
    var first = pod(0, port);
    try (ProgressServer server = ProgressServer.start(first, () -> Map.of());
        HttpClient client = HttpClient.newHttpClient()) {
      new Gathering(new Gang(2, 2, "127.0.0.1:" + port), () -> now).begin(first, server);
      assertThat(gathered(client, port)).isEqualTo(503);
      int other = free();
      var second = pod(1, other);
      try (ProgressServer others = ProgressServer.start(second, () -> Map.of())) {
        new Gathering(new Gang(2, 2, "127.0.0.1:" + port), () -> now).begin(second, others);
        Awaitility.await("rank 1 begins").until(() -> gathered(client, other) == 200);
        assertThat(gathered(client, port)).isEqualTo(200);
      }
    }
  }

  private static int gathered(HttpClient client, int port) throws Exception {
    return client
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/gathered")).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static PodContext pod(int rank, int port) {
    return new PodContext(
        Map.of(PodPaths.RANK, "" + rank, PodPaths.PROGRESS_PORT, "" + port),
        Path.of("/nonexistent"),
        new PrintStream(new ByteArrayOutputStream()));
  }

  private void later(Duration time) {
    now = now.plus(time);
  }
}
