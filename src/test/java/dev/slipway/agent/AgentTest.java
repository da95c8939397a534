package dev.slipway.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.profile.AgentCounters;
import dev.slipway.store.StoreSettings;
import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentTest {
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final String PROFILE =
      """
      {"rows":100,"columns":[
       {"name":"temp","type":"number","role":"Feature","edges":[0,10],"counts":[1,1,1],"unlisted":0,"nulls":0},
       {"name":"carrier","type":"string","role":"Feature","categories":["AA","B6"],"counts":[1,1],"unlisted":0,"nulls":0},
       {"name":"late","type":"integer","role":"Label","categories":["0","1"],"counts":[1,1],"unlisted":0,"nulls":0}]}
      """;
  private static final String PREDICTIONS =
      """
      {"rows":100,"columns":[
       {"name":"predict","type":"integer","role":"Feature","categories":["0","1"],"counts":[1,1],"unlisted":0,"nulls":0},
       {"name":"predict_proba","type":"number","role":"Feature","edges":[0.5],"counts":[1,1],"unlisted":0,"nulls":0}]}
      """;
  private static final String INFER = "/v2/models/m/infer";

  @TempDir Path folder;

  private final Vertx vertx = Vertx.vertx();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final MemoryStore store = new MemoryStore();
  private FakeRuntime runtime;
  private Agent agent;
  private int port;

  @BeforeEach
  void start() throws IOException {
    runtime = new FakeRuntime(vertx);
    Files.writeString(folder.resolve("profile.json"), PROFILE);
    Files.writeString(folder.resolve("predictions.json"), PREDICTIONS);
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    var settings =
        new AgentSettings(
            port,
            0,
            runtime.port(),
            "m",
            "m-v1",
            "uid-1",
            "pod-1",
            "ns",
            "d",
            1.0,
            "predict",
            "predict_proba",
            new StoreSettings("pvc://claim", null, null, "r"),
            folder.resolve("profile.json").toString(),
            folder.resolve("predictions.json").toString(),
            Duration.ofSeconds(2),
            Duration.ZERO,
            Duration.ofMillis(200));
    // Ahead of the time, so that what was counted just now lies in a bucket that is whole.
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofSeconds(20));
    agent = new Agent(vertx, settings, ahead, uri -> store);
    agent.start().toCompletionStage().toCompletableFuture().join();
  }

  @AfterEach
  void stop() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void countsEveryRequestAndRowExactlyUnderLoad() throws Exception {
    int requests = 600;
    try (var clients = Executors.newFixedThreadPool(20)) {
      for (int i = 0; i < requests; i++) {
        HttpRequest asked =
            infer("r" + i, i % 2 == 0 ? "[5, 20]" : "[null, -1]", "[\"AA\",\"XX\"]");
        clients.submit(() -> send(asked));
      }
    }

    AgentCounters counted = counters();

    assertThat(counted.agent()).isEqualTo("uid-1");
    assertThat(counted.modelVersion()).isEqualTo("m-v1");
    assertThat(counted.counters().requests()).isEqualTo(requests);
    assertThat(counted.counters().errors()).isZero();
    assertThat(counted.counters().rows()).isEqualTo(2L * requests);
    assertThat(counted.counters().captured()).isEqualTo(2L * requests);
    assertThat(counted.counters().columns())
        .containsOnlyKeys("temp", "carrier")
        .hasEntrySatisfying("temp", bins -> assertThat(bins).containsExactly(300, 300, 300, 0, 300))
        .hasEntrySatisfying("carrier", bins -> assertThat(bins).containsExactly(600, 0, 600, 0));
    assertThat(counted.counters().outputs())
        .hasEntrySatisfying("predict_proba", b -> assertThat(b).containsExactly(1200, 0, 0, 0));
    assertThat(Arrays.stream(counted.counters().latency()).sum()).isEqualTo(requests);
    agent.drain();
    assertThat(store.lines("")).hasSize(2 * requests);
  }

  @Test
  void capturesRowsWithIdsFeaturesAndOutputs() throws Exception {
    send(infer("r1", "[1, 0]", "[\"AA\",null]"));
    String madeUp = JSON.readTree(send(infer(null, "[1]", "[\"AA\"]")).body()).path("id").asText();
    agent.drain();

    JsonNode first = JSON.readTree(store.lines("").getFirst());
    assertThat(first.path("id").asText()).isEqualTo("r1/0");
    assertThat(first.path("modelVersion").asText()).isEqualTo("m-v1");
    assertThat(first.path("status").asInt()).isEqualTo(200);
    assertThat(first.path("features").toString()).isEqualTo("{\"temp\":1,\"carrier\":\"AA\"}");
    assertThat(first.path("outputs").toString())
        .isEqualTo("{\"predict\":1,\"predict_proba\":[0.8,0.2]}");
    JsonNode second = JSON.readTree(store.lines("").get(1));
    assertThat(second.path("row").asInt()).isEqualTo(1);
    assertThat(second.path("features").path("carrier").isNull()).isTrue();
    assertThat(madeUp).isNotEmpty();
    assertThat(JSON.readTree(store.lines("").get(2)).path("id").asText()).isEqualTo(madeUp);
  }

  @Test
  void theRuntimesOwnIdIsKept() throws Exception {
    HttpRequest asked =
        HttpRequest.newBuilder(infer(null, "[1]", "[\"AA\"]"), (name, value) -> true)
            .header("echo-id", "yes")
            .build();

    assertThat(JSON.readTree(send(asked).body()).path("id").asText()).isEqualTo("of-the-runtime");
    agent.drain();
    assertThat(store.lines("").getFirst()).contains("\"id\":\"of-the-runtime\"");
  }

  @Test
  void aStoreThatHangsCostsNoRequest() throws Exception {
    store.hang(new CountDownLatch(1));
    String text = "x".repeat(100_000);

    for (int i = 0; i < 150; i++) {
      assertThat(send(infer("r" + i, "[1]", "[\"" + text + "\"]")).statusCode()).isEqualTo(200);
    }

    var counted = counters().counters();
    assertThat(counted.requests()).isEqualTo(150);
    assertThat(counted.rows()).isEqualTo(150);
    assertThat(counted.dropped()).isPositive();
    assertThat(counted.captured() + counted.dropped()).isEqualTo(150);
    assertThat(metric("slipway_agent_unwritten_capture_bytes")).isLessThanOrEqualTo(8 << 20);
  }

  @ParameterizedTest
  @CsvSource({
    "/v2/models/bad/infer, 500, 1",
    "/v2/models/hang/infer, 504, 1",
    "/v2/models/broken/infer, 502, 1"
  })
  void faultsOfTheRuntimeAreErrors(String path, int status, long errors) throws Exception {
    HttpResponse<String> answer = send(post(path, "{\"inputs\":[]}"));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(JSON.readTree(answer.body()).path("error").asText()).isNotBlank();
    assertThat(counters().counters().errors()).isEqualTo(errors);
  }

  @Test
  void aRuntimeThatIsDownIsSaidSo() throws Exception {
    runtime.close();

    HttpResponse<String> answer = send(infer("r", "[1]", "[\"AA\"]"));

    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(JSON.readTree(answer.body()).path("error").asText()).contains("takes no requests");
    await().until(() -> ops("/ready").statusCode() == 503);
  }

  @Test
  void halfAnAnswerDoesNotLookWhole() throws Exception {
    assertThat(send(post("/v2/models/half/infer", "{}")).statusCode()).isEqualTo(502);
    // An answer that is passed on as it comes cannot be taken back.
    assertThatThrownBy(() -> send(post("/v2/half", "{}"))).isInstanceOf(IOException.class);
  }

  @Test
  void aConnectionThatWasClosedWhileIdleIsReplaced() throws Exception {
    send(infer("r1", "[1]", "[\"AA\"]"));
    runtime.breakNext(1);

    assertThat(send(infer("r2", "[1]", "[\"AA\"]")).statusCode()).isEqualTo(200);
    assertThat(counters().counters().errors()).isZero();
    assertThat(metric("slipway_agent_retries_total")).isEqualTo(1);
  }

  @Test
  void malformedRequestsGetTheRuntimesAnswerAndAreNoErrors() throws Exception {
    HttpResponse<String> answer = send(post(INFER, "{not json"));

    assertThat(answer.statusCode()).isEqualTo(422);
    assertThat(answer.body()).isEqualTo("{\"error\":\"unreadable\"}");
    // The runtime takes this one, but its rows cannot be told.
    send(post(INFER, "{\"inputs\":[{\"name\":\"temp\",\"shape\":[2],\"data\":[1,2,3]}]}"));
    var counted = counters().counters();
    assertThat(counted.requests()).isEqualTo(2);
    assertThat(counted.errors()).isZero();
    assertThat(counted.rows()).isZero();
    assertThat(metric("slipway_agent_unparsable_total")).isEqualTo(1);
    assertThat(metric("slipway_agent_requests_total{code=\"4xx\"}")).isEqualTo(1);
  }

  @Test
  void largeBodiesPassUnchanged() throws Exception {
    byte[] body = new byte[5 << 20];
    new Random(1).nextBytes(body);

    HttpResponse<byte[]> answer =
        client.send(
            HttpRequest.newBuilder(at("/echo")).POST(BodyPublishers.ofByteArray(body)).build(),
            BodyHandlers.ofByteArray());

    assertThat(answer.body()).isEqualTo(body);
    HttpResponse<byte[]> chunked =
        client.send(
            HttpRequest.newBuilder(at("/echo"))
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)))
                .build(),
            BodyHandlers.ofByteArray());
    assertThat(chunked.body()).isEqualTo(body);
    HttpResponse<String> large = send(infer("r", "[1]", "[\"" + "x".repeat(2 << 20) + "\"]"));
    assertThat(large.statusCode()).isEqualTo(200);
    assertThat(counters().counters().requests()).isEqualTo(1);
    assertThat(metric("slipway_agent_oversized_total")).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"id":"a","label":1}                        | 202 | 1
          [{"id":"a","label":"yes"},{"id":"b","label":true}] | 202 | 2
          []                                          | 202 | 0
          {"label":1}                                 | 400 | 0
          {"id":"","label":1}                         | 400 | 0
          {"id":"a"}                                  | 400 | 0
          {"id":"a","label":null}                     | 400 | 0
          {"id":"a","label":[1]}                      | 400 | 0
          [{"id":"a","label":1},7]                    | 400 | 0
          nothing                                     | 400 | 0
          """)
  void labelsAreTakenOrRefusedAsAWhole(String body, int status, int lines) throws Exception {
    HttpResponse<String> answer = send(post("/v2/models/m/feedback", body));

    assertThat(answer.statusCode()).isEqualTo(status);
    agent.drain();
    assertThat(store.lines("")).hasSize(lines);
    if (status == 400) {
      assertThat(JSON.readTree(answer.body()).path("error").asText()).isNotBlank();
    }
  }

  @Test
  void drainingSaysSoAndServesOn() throws Exception {
    await().until(() -> ops("/ready").statusCode() == 200);
    send(infer("r1", "[1]", "[\"AA\"]"));

    agent.drain();

    assertThat(ops("/ready").statusCode()).isEqualTo(503);
    assertThat(ops("/live").statusCode()).isEqualTo(200);
    HttpResponse<String> late = send(infer("r2", "[1]", "[\"AA\"]"));
    assertThat(late.statusCode()).isEqualTo(200);
    assertThat(late.headers().firstValue("connection")).contains("close");
    assertThat(store.lines("")).hasSize(1);
  }

  @Test
  void theOperatorGetsTheBaselineAndIsToldOfBadQuestions() throws Exception {
    JsonNode baseline = JSON.readTree(ops("/baseline").body());

    assertThat(baseline.path("modelVersion").asText()).isEqualTo("m-v1");
    assertThat(baseline.path("profile").path("columns")).hasSize(3);
    assertThat(baseline.path("predictions").path("columns")).hasSize(2);
    assertThat(ops("/counters?from=x&to=1").statusCode()).isEqualTo(400);
    assertThat(ops("/nothing").statusCode()).isEqualTo(404);
  }

  private AgentCounters counters() throws Exception {
    long now = Clock.systemUTC().instant().getEpochSecond();
    return JSON.readValue(
        ops("/counters?from=" + (now - 300) + "&to=" + (now + 300)).body(), AgentCounters.class);
  }

  private long metric(String name) throws Exception {
    return ops("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .map(line -> Long.parseLong(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow();
  }

  private HttpResponse<String> ops(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.opsPort() + path)).build(),
        BodyHandlers.ofString());
  }

  private HttpRequest infer(@Nullable String id, String temp, String carrier) {
    int rows = temp.split(",").length;
    return post(
        INFER,
        "{"
            + (id == null ? "" : "\"id\":\"" + id + "\",")
            + "\"inputs\":[{\"name\":\"temp\",\"shape\":["
            + rows
            + ",1],\"datatype\":\"FP64\",\"data\":"
            + temp
            + "},{\"name\":\"carrier\",\"shape\":["
            + rows
            + "],\"datatype\":\"BYTES\",\"data\":"
            + carrier
            + "}]}");
  }

  private HttpRequest post(String path, String body) {
    return HttpRequest.newBuilder(at(path)).POST(BodyPublishers.ofString(body)).build();
  }

  private URI at(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, BodyHandlers.ofString());
  }
}
