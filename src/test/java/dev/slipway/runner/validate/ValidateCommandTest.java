package dev.slipway.runner.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.ModelVersionSpec;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Task;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.RequestFormat;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.contract.ValidateResult;
import dev.slipway.contract.ValidateTask;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Profile;
import dev.slipway.runner.PodContext;
import dev.slipway.store.Digest;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against models that answer over the real protocol from this process. */
class ValidateCommandTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final int ROWS = 130;

  @TempDir Path root;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final List<HttpServer> servers = new ArrayList<>();

  /** x from 0 to 129; y is whether x is at least 65; every tenth row has no x. */
  @BeforeEach
  void snapshot() throws IOException, SQLException {
    Path data = Files.createDirectories(root.resolve("slipway/data/test"));
    Files.createDirectories(root.resolve("slipway/volumes/store"));
    Files.writeString(
        root.resolve("slipway/data/schema.json"),
        """
        {"columns":[{"name":"id","type":"integer","role":"Key"},
          {"name":"x","type":"integer","role":"Feature"},
          {"name":"it's","type":"string","role":"Feature"},
          {"name":"y","type":"boolean","role":"Label"}],
         "label":"y","task":"BinaryClassification"}
        """);
    try (var connection = DriverManager.getConnection("jdbc:duckdb:");
        var statement = connection.createStatement()) {
      statement.execute(
          "COPY (SELECT i AS id, CASE WHEN i %% 10 = 3 THEN NULL ELSE i END AS x, 'c' || (i %% 3) AS \"it's\", i >= 65 AS y FROM range(%d) t(i)) TO '%s' (FORMAT parquet)"
              .formatted(ROWS, data.resolve("test.parquet")));
    }
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
  }

  @Test
  void measuresBothOnTheSameRows() throws IOException {
    String candidate = serve(x -> x >= 65 ? 0.9 : 0.2);
    String champion = serve(x -> x >= 90 ? 0.9 : 0.2);
    ValidateResult result = succeed(candidate, champion);
    // 13 rows without x are taken for x = 0, and 6 of them (73, 83 … 123) are positive
    assertThat(result.rows()).isEqualTo(ROWS);
    assertThat(result.metrics().get("accuracy")).isCloseTo(124.0 / 130, within(1e-9));
    assertThat(result.championMetrics()).isNotNull();
    assertThat(result.metrics().get("auc"))
        .isGreaterThan(Map.copyOf(result.championMetrics()).get("auc"));
    assertThat(result.metrics())
        .containsEntry("errorRate", 0.0)
        .containsEntry("memoryMiB", 64.0)
        .containsKeys("latencyP50Seconds", "latencyP99Seconds", "logLoss", "f1");
    // 65 to 89 but for those without x
    assertThat(result.metrics().get("agreement")).isCloseTo((130 - 23) / 130.0, within(1e-9));
    Path folder = root.resolve("slipway/volumes/store/root/modelversions/ml/fares-v2");
    assertThat(folder.resolve("README.md")).content().contains("# fares-v2", "fares-v1");
    assertThat(JSON.readTree(folder.resolve("validation.json").toFile()).path("rows").asInt())
        .isEqualTo(ROWS);
    Profile profile = JSON.readValue(folder.resolve("predictions.json").toFile(), Profile.class);
    assertThat(profile.columns())
        .extracting(ColumnProfile::name)
        .containsExactly("predict", "predict_proba");
    assertThat(profile.columns().getFirst().categories()).containsExactly("0", "1");
    assertThat(result.predictionProfile())
        .isEqualTo("pvc://store/root/modelversions/ml/fares-v2/predictions.json");
  }

  @Test
  void countsRequestsThatFail() throws IOException {
    String picky = serve(x -> x == 7 ? Double.NaN : 0.2);
    ValidateResult result = succeed(picky, null);
    assertThat(result.metrics().get("errorRate")).isBetween(0.001, 0.4);
    assertThat(result.championMetrics()).isNullOrEmpty();
    assertThat(result.metrics()).doesNotContainKey("agreement");
  }

  @Test
  void saysThatTheModelIsNotServable() throws IOException {
    Failure failure = fail("http://127.0.0.1:9", null);
    assertThat(failure.reason()).isEqualTo("ModelNotServable");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).contains("within 1 s");
  }

  @Test
  void saysThatTheChampionIsNotReady() throws IOException {
    Failure failure = fail(serve(x -> 0.5), "http://127.0.0.1:9");
    assertThat(failure.reason()).isEqualTo("ChampionNotReady");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void saysWhatEveryRequestEndedWith() throws IOException {
    Failure failure = fail(serve(x -> Double.NaN), null);
    assertThat(failure.reason()).isEqualTo("InferenceFailed");
    assertThat(failure.message()).contains("status 500", "no such feature");
  }

  @Test
  void needsRowsAndALabel() throws IOException {
    Files.delete(root.resolve("slipway/data/test/test.parquet"));
    Files.delete(root.resolve("slipway/data/test"));
    assertThat(fail("http://127.0.0.1:9", null).reason()).isEqualTo("NoTestRows");
    Files.writeString(
        root.resolve("slipway/data/schema.json"), "{\"columns\":[],\"label\":null,\"task\":null}");
    assertThat(fail("http://127.0.0.1:9", null).reason()).isEqualTo("NoLabel");
  }

  @Test
  void takesTheSameRowsEveryTime() throws IOException {
    Path data = root.resolve("slipway/data");
    HeldOutRows once = HeldOutRows.read(data);
    HeldOutRows again = HeldOutRows.read(data);
    assertThat(once.labels()).isEqualTo(again.labels());
    assertThat(once.features())
        .usingElementComparator((a, b) -> java.util.Arrays.equals(a, b) ? 0 : 1)
        .isEqualTo(again.features());
    assertThat(once.columns())
        .containsExactly(
            new dev.slipway.inference.InferenceRequest.Column("x", "integer"),
            new dev.slipway.inference.InferenceRequest.Column("it's", "string"));
  }

  /** A model of x alone; where it gives NaN, the request fails. */
  private String serve(DoubleUnaryOperator probability) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/v2/models/fares/ready",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.createContext(
        "/metrics",
        exchange -> {
          byte[] page =
              "# HELP\nprocess_resident_memory_bytes 67108864\n".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.createContext(
        "/v2/models/fares/infer",
        exchange -> {
          JsonNode request = JSON.readTree(exchange.getRequestBody().readAllBytes());
          byte[] answer = answer(request, probability);
          exchange.sendResponseHeaders(answer.length == 0 ? 500 : 200, 0);
          exchange
              .getResponseBody()
              .write(
                  answer.length == 0
                      ? "{\"error\":\"no such feature\"}".getBytes(StandardCharsets.UTF_8)
                      : answer);
          exchange.close();
        });
    server.start();
    servers.add(server);
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private static byte[] answer(JsonNode request, DoubleUnaryOperator probability)
      throws IOException {
    ObjectNode answer = JSON.createObjectNode();
    ArrayNode outputs = answer.putArray("outputs");
    ArrayNode predict = outputs.addObject().put("name", "predict").putArray("data");
    ArrayNode both = outputs.addObject().put("name", "predict_proba").putArray("data");
    for (JsonNode x : request.path("inputs").path(0).path("data")) {
      double p = probability.applyAsDouble(x.isNull() ? 0 : x.doubleValue());
      if (Double.isNaN(p)) {
        return new byte[0];
      }
      predict.add(p > 0.5 ? 1 : 0);
      both.add(1 - p).add(p);
    }
    return JSON.writeValueAsBytes(answer);
  }

  private ValidateResult succeed(String candidate, @Nullable String champion) throws IOException {
    assertThat(run(candidate, champion)).as(log.toString(StandardCharsets.UTF_8)).isZero();
    return TerminationMessage.result(message(), ValidateResult.class).orElseThrow();
  }

  private Failure fail(String candidate, @Nullable String champion) throws IOException {
    assertThat(run(candidate, champion)).isEqualTo(1);
    return TerminationMessage.failure(message()).orElseThrow();
  }

  private int run(String candidate, @Nullable String champion) throws IOException {
    var snapshot =
        new Snapshot(
            "0",
            "sha256:0",
            "pvc://store/s",
            ROWS,
            0,
            0,
            ROWS,
            1,
            "sha256:1",
            "y",
            Task.BinaryClassification,
            "2026-11-20T09:30:00Z");
    var task =
        new ValidateTask(
            "ml",
            "fares-v2",
            new ModelVersionSpec(
                null,
                "fares",
                2L,
                new Artifact("pvc://store/m", Digest.ofText("m"), 1L),
                null,
                Map.of(),
                null,
                null),
            snapshot,
            1,
            candidate,
            candidate + "/metrics",
            champion,
            champion == null ? null : "fares-v1",
            new RequestFormat("pd", "predict", "predict_proba"),
            new StoreSettings("pvc://store/root", null, null, "us-east-1"));
    var pod =
        new PodContext(
            Map.of(PodPaths.TASK, JSON.writeValueAsString(task)),
            root,
            new PrintStream(log, true, StandardCharsets.UTF_8));
    return new ValidateCommand(pod).call();
  }

  private String message() throws IOException {
    return Files.readString(root.resolve("dev/termination-log"));
  }
}
