package dev.slipway.runner.notify;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.contract.Failure;
import dev.slipway.contract.NotifyTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@NullUnmarked
class NotifyCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path root;
  private final Deque<Integer> answers = new ArrayDeque<>();
  private final List<JsonNode> received = new ArrayList<>();
  private final List<String> types = new ArrayList<>();
  private HttpServer server;
  private String log = "";

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          received.add(JSON.readTree(exchange.getRequestBody()));
          types.add(exchange.getRequestHeaders().getFirst("Content-Type"));
          exchange.sendResponseHeaders(answers.isEmpty() ? 204 : answers.poll(), -1);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void postsACloudEvent() throws Exception {
    assertThat(run(address())).isZero();
    assertThat(types).containsExactly("application/cloudevents+json; charset=UTF-8");
    assertThat(received)
        .containsExactly(
            JSON.readTree(
                """
                {"specversion":"1.0","id":"watch-notify-1","source":"ml/monitors/watch",
                 "type":"dev.slipway.alert.started","time":"2026-05-01T12:00:00Z",
                 "datacontenttype":"application/json","data":{"alert":"Drift"}}
                """));
    assertThat(message()).contains("\"attempts\":1");
  }

  @Test
  void triesAgainWithTheSameId() throws Exception {
    answers.addAll(List.of(503, 429, 500));
    assertThat(run(address())).isZero();
    assertThat(received)
        .hasSize(4)
        .extracting(e -> e.path("id").asText())
        .containsOnly("watch-notify-1");
    assertThat(message()).contains("\"attempts\":4");
  }

  @Test
  void givesUpInTheEnd() throws Exception {
    for (int i = 0; i < 100; i++) {
      answers.add(503);
    }
    assertThat(run(address())).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("WebhookUnreachable");
    assertThat(failure().message()).contains("status 503");
    assertThat(received).hasSizeBetween(2, 12);
  }

  @Test
  void aRefusalIsFinal() throws Exception {
    answers.add(404);
    assertThat(run(address())).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("WebhookRefused");
    assertThat(failure().retryable()).isFalse();
    assertThat(received).hasSize(1);
  }

  @Test
  void nobodyThereIsToldWithoutTheAddress() throws Exception {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    assertThat(run("http://127.0.0.1:" + free + "/secret-token")).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("WebhookUnreachable");
    assertThat(message() + log).doesNotContain("secret-token");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hook", "ftp://x/y", "http://", "http://a b/secret-token"})
  void anAddressThatIsNoneIsTold(String address) throws Exception {
    assertThat(run(address)).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("InvalidWebhook");
    assertThat(message() + log).doesNotContain("secret-token");
  }

  @Test
  void aSecretWithALineEndWorks() throws Exception {
    assertThat(run(address() + "\n")).isZero();
  }

  @Test
  void noAddressIsTold() throws Exception {
    assertThat(run(null)).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("InvalidWebhook");
  }

  private String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  private int run(@Nullable String address) throws IOException {
    var task =
        new NotifyTask(
            "watch-notify-1",
            "dev.slipway.alert.started",
            "ml/monitors/watch",
            "2026-05-01T12:00:00Z",
            JSON.readTree("{\"alert\":\"Drift\"}"));
    var variables = new HashMap<String, String>();
    variables.put(PodPaths.TASK, JSON.writeValueAsString(task));
    if (address != null) {
      variables.put(PodPaths.WEBHOOK_URL, address);
    }
    var out = new ByteArrayOutputStream();
    var pod =
        new PodContext(
            Map.copyOf(variables), root, new PrintStream(out, true, StandardCharsets.UTF_8));
    int code = new NotifyCommand(pod, Duration.ofSeconds(3), Duration.ofMillis(10)).call();
    log = out.toString(StandardCharsets.UTF_8);
    return code;
  }

  private String message() throws IOException {
    return Files.readString(root.resolve("dev/termination-log"));
  }

  private Failure failure() throws IOException {
    return TerminationMessage.failure(message()).orElseThrow();
  }
}
