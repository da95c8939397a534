package dev.slipway.runner.prepare.engine;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Progress;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.prepare.engine.PrepareProgress.Phase;
import dev.slipway.runner.progress.ProgressServer;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preparation says of how far it is. */
@NullUnmarked
class PrepareProgressTest {
  private Instant now = Instant.parse("2026-11-21T10:00:00Z");
  private double done;
  private final PrepareProgress progress = new PrepareProgress(() -> now, () -> done);

  @Test
  void growsWithPartsAndStatements() {
    assertThat(progress.now()).isEqualTo(new Progress(0, "starting", null, null, null));
    progress.at(Phase.SOURCES, "source a", 0, 2);
    done = 0.5;
    now = now.plusSeconds(10);
    assertThat(progress.now()).isEqualTo(new Progress(7, "source a", null, null, 123L));
    done = 0;
    progress.at(Phase.SOURCES, "source b", 1, 2);
    progress.read(50_000);
    assertThat(progress.now()).isEqualTo(new Progress(15, "source b", 50_000L, 5_000L, 57L));
    progress.at(Phase.STEPS, "steps[0] filter", 0, 1);
    assertThat(progress.now().percent()).isEqualTo(30);
    progress.at(Phase.FILES, "uploading", 2, 3);
    now = now.plusSeconds(30);
    assertThat(progress.now()).isEqualTo(new Progress(91, "uploading", 50_000L, 1_250L, 4L));
  }

  @Test
  void neverGoesBack() {
    progress.at(Phase.STEPS, "steps[0] sql", 0, 2);
    done = 0.9;
    int before = progress.now().percent();
    done = 0.1;
    assertThat(progress.now().percent()).isEqualTo(before);
  }

  @Test
  void theEngineTellsHowMuchOfAStatementItHasDone(@TempDir Path folder) throws Exception {
    try (Engine engine = Engine.open(folder, 512 << 20, 2)) {
      engine.table("SELECT range AS a, hash(range) AS b FROM range(20000000)");
      engine.progress().at(Phase.SOURCES, "source a", 0, 1);
      var running =
          CompletableFuture.runAsync(
              () ->
                  engine.execute(
                      "CREATE TABLE sums AS SELECT count(DISTINCT sqrt(b) + a) AS c FROM t1"));
      Awaitility.await()
          .pollInterval(java.time.Duration.ofMillis(1))
          .until(() -> engine.progress().now().percent() > 0 || running.isDone());
      int percent = engine.progress().now().percent();
      running.get();
      assertThat(percent).isBetween(1, 30);
    }
  }

  @Test
  void isAnsweredOverHttpWhereThePodHasAPort() throws Exception {
    int port;
    try (var socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    var pod =
        new PodContext(
            Map.of(PodPaths.PROGRESS_PORT, String.valueOf(port)), Path.of("/"), System.out);
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/progress"));
    try (HttpClient client = HttpClient.newHttpClient();
        var server = ProgressServer.start(pod, progress::now);
        var taken = ProgressServer.start(pod, progress::now)) {
      assertThat(server).isNotSameAs(taken);
      var answer = client.send(request.GET().build(), BodyHandlers.ofString());
      assertThat(new JsonMapper().readValue(answer.body(), Progress.class))
          .isEqualTo(progress.now());
      var refused =
          client.send(
              request.method("DELETE", HttpRequest.BodyPublishers.noBody()).build(),
              BodyHandlers.discarding());
      assertThat(refused.statusCode()).isEqualTo(405);
    }
  }
}
