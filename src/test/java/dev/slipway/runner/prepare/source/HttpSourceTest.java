package dev.slipway.runner.prepare.source;

import static dev.slipway.runner.prepare.source.WebServer.cut;
import static dev.slipway.runner.prepare.source.WebServer.each;
import static dev.slipway.runner.prepare.source.WebServer.file;
import static dev.slipway.runner.prepare.source.WebServer.redirect;
import static dev.slipway.runner.prepare.source.WebServer.status;
import static dev.slipway.runner.prepare.source.WebServer.tagged;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.prepare.PreparePod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Transfers that break, contents that change, headers that are secret, and what is kept. */
@NullUnmarked
class HttpSourceTest {
  private static final String CSV = "id,x\n1,one\n2,two\n";
  private static final String NEWER = "id,x\n1,uno\n2,due\n";

  @TempDir Path root;
  private WebServer server;
  private PreparePod pod;

  @BeforeEach
  void start() throws IOException {
    server = new WebServer();
    pod = new PreparePod(root);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String spec(String more) {
    return spec(server.url("/a.csv"), more);
  }

  private static String spec(String uri, String more) {
    return """
    sources:
    - {name: rows, uri: "%s"%s}
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(uri, more);
  }

  private static final String SECRET = ", header: X-Token, credentials: {secretName: web}";

  @Test
  void aBrokenTransferGoesOnWhereItEnded() {
    server.on("/a.csv", each(cut(CSV, 9, "ETag", "\"v1\""), tagged(CSV, "\"v1\"")));
    Snapshot snapshot = pod.prepare(spec(""));
    assertThat(pod.rows(snapshot, "id,x")).containsExactly("1|one", "2|two");
    assertThat(server.requests).containsExactly("/a.csv", "/a.csv Range=bytes=9- If-Range=\"v1\"");
    var file = pod.json(snapshot, "manifest.json").at("/sources/0/files/0");
    assertThat(file.get("etag").asText()).isEqualTo("\"v1\"");
    assertThat(file.get("bytes").asInt()).isEqualTo(CSV.length());
  }

  @Test
  void aContentThatChangedMeanwhileComesWhole() {
    server.on("/a.csv", each(cut(CSV, 9, "ETag", "\"v1\""), tagged(NEWER, "\"v2\"")));
    Snapshot snapshot = pod.prepare(spec(""));
    assertThat(pod.rows(snapshot, "id,x")).containsExactly("1|uno", "2|due");
    assertThat(server.requests.getLast()).contains("If-Range=\"v1\"");
  }

  @Test
  void withoutAStrongTagTheWholeFileIsAskedForAgain() {
    server.on("/a.csv", each(cut(CSV, 9, "ETag", "W/\"v1\""), cut(CSV, 9), file(NEWER)));
    Snapshot snapshot = pod.prepare(spec(""));
    assertThat(pod.rows(snapshot, "id,x")).containsExactly("1|uno", "2|due");
    assertThat(server.requests).containsExactly("/a.csv", "/a.csv", "/a.csv");
  }

  @Test
  void aTransferThatAdvancesIsNotGivenUp() {
    server.on(
        "/a.csv",
        exchange -> {
          String range = exchange.getRequestHeaders().getFirst("Range");
          int from = range == null ? 0 : Integer.parseInt(range.replaceAll("[^0-9]", ""));
          exchange.getResponseHeaders().add("ETag", "\"v1\"");
          exchange.getResponseHeaders().add("Content-Range", "bytes " + from + "-/*");
          exchange.sendResponseHeaders(range == null ? 200 : 206, CSV.length() - from);
          exchange.getResponseBody().write(CSV.charAt(from));
          exchange.getResponseBody().flush();
        });
    pod.prepare(spec(""));
    assertThat(server.requests).hasSize(CSV.length());
  }

  @Test
  void partsThatWereNotAskedForAreNotPutTogether() {
    server.on(
        "/a.csv",
        each(
            cut(CSV, 9, "ETag", "\"v1\""),
            exchange -> {
              exchange.getResponseHeaders().add("Content-Range", "bytes 3-4/16");
              exchange.sendResponseHeaders(206, 2);
              exchange.getResponseBody().write(new byte[2]);
            },
            file(NEWER)));
    assertThat(pod.rows(pod.prepare(spec("")), "id,x")).containsExactly("1|uno", "2|due");
  }

  @Test
  void theHeaderComesFromTheSecretAndGoesNowhereElse() {
    pod.variables.put("SLIPWAY_SOURCE_ROWS_HEADER", "Bearer geheim\n");
    server
        .on("/a.csv", redirect(server.url("/here.csv")))
        .on("/here.csv", redirect(server.other("/there.csv")))
        .on("/there.csv", file(CSV));
    Snapshot snapshot = pod.prepare(spec(SECRET));
    assertThat(server.requests)
        .containsExactly(
            "/a.csv X-Token=Bearer geheim", "/here.csv X-Token=Bearer geheim", "/there.csv");
    assertThat(pod.log).doesNotContain("geheim");
    assertThat(pod.json(snapshot, "manifest.json").toString()).doesNotContain("geheim");
  }

  @Test
  void anExpiredHeaderIsRefusedEvenWhenTheFileIsKept() {
    pod.variables.put("SLIPWAY_SOURCE_ROWS_HEADER", "Bearer geheim");
    server.on("/a.csv", each(tagged(CSV, "\"v1\""), status(401)));
    pod.prepare(spec(SECRET));
    Failure failure = pod.failure(spec(SECRET));
    assertThat(failure.reason()).isEqualTo("SourceForbidden");
    assertThat(failure.message())
        .contains("status 401; check the key header of the Secret, it may have expired")
        .doesNotContain("geheim");
  }

  @Test
  void whatHasNotChangedIsNotBroughtAgain() throws IOException {
    server.on("/a.csv", tagged(CSV, "\"v1\""));
    Snapshot first = pod.prepare(spec(""));
    Snapshot second = pod.prepare(spec("").replace("splits", "steps: [{filter: id > 1}]\nsplits"));
    assertThat(server.requests).containsExactly("/a.csv", "/a.csv If-None-Match=\"v1\"");
    assertThat(second.digest()).isNotEqualTo(first.digest());
    assertThat(pod.rows(second, "id,x")).containsExactly("2|two");
    assertThat(pod.json(second, "manifest.json").at("/sources/0/files/0/etag").asText())
        .isEqualTo("\"v1\"");

    server.on("/a.csv", tagged(NEWER, "\"v2\""));
    assertThat(pod.rows(pod.prepare(spec("")), "id,x")).containsExactly("1|uno", "2|due");
    assertThat(kept()).hasSize(2);

    // What is kept is checked, and what is damaged comes again.
    Path damaged = kept().filter(f -> !f.endsWith("index.json")).findFirst().orElseThrow();
    Files.writeString(damaged, "id,x\n9,damaged\n");
    assertThat(pod.rows(pod.prepare(spec("")), "id,x")).containsExactly("1|uno", "2|due");

    // What is no longer read is not kept.
    pod.file("b.csv", CSV).prepare(spec("pvc://sources/b.csv", ""));
    assertThat(kept()).hasSize(1);
  }

  private Stream<Path> kept() throws IOException {
    return Files.list(pod.folder("store").resolve("sources/ns/flights"));
  }

  @Test
  void withoutATagTheTimeTells() {
    String time = "Fri, 20 Nov 2026 10:00:00 GMT";
    server.on("/a.csv", each(file(CSV, "Last-Modified", time), status(304)));
    Snapshot first = pod.prepare(spec(""));
    assertThat(pod.prepare(spec(""))).isEqualTo(first);
    assertThat(server.requests).containsExactly("/a.csv", "/a.csv If-Modified-Since=" + time);
  }

  @Test
  void aContentThatNothingTellsApartIsNotKept() {
    server.on("/a.csv", file(CSV));
    pod.prepare(spec(""));
    pod.prepare(spec(""));
    assertThat(server.requests).containsExactly("/a.csv", "/a.csv");
    assertThat(pod.folder("store").resolve("sources")).doesNotExist();
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(cut(CSV, 9), "SourceUnreachable", "/a.csv cannot be read", 3),
        Arguments.of(status(401), "SourceForbidden", "name it in header", 1),
        Arguments.of(status(407), "SourceForbidden", "status 407", 1),
        Arguments.of(status(410), "SourceNotFound", "status 410", 1),
        Arguments.of(status(304), "SourceUnreadable", "status 304", 1),
        Arguments.of(status(416), "SourceUnreachable", "status 416", 3),
        Arguments.of(redirect("/a.csv"), "SourceUnreadable", "redirects more than 5 times", 6),
        Arguments.of(redirect("ftp://h/x"), "SourceUnreadable", "redirects to ftp://h/x", 1),
        Arguments.of(redirect("file:///etc/passwd"), "SourceUnreadable", "is not followed", 1),
        Arguments.of(file(""), "SourceUnreadable", "/a.csv is empty", 1),
        Arguments.of(file("<html>Sign in</html>"), "SourceUnreadable", "a web page", 1));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhatIsWrong(WebServer.Answer answer, String reason, String message, int requests) {
    server.on("/a.csv", answer);
    Failure failure = pod.failure(spec(""));
    assertThat(failure.message()).startsWith("source rows: ").contains(message);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(server.requests).hasSizeGreaterThanOrEqualTo(requests);
  }

  @Test
  void chunksWithoutAnEndAreNoFile() throws IOException {
    String half =
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n"
            .formatted(CSV.length(), CSV);
    try (var socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(
          () -> {
            while (!socket.isClosed()) {
              try (var client = socket.accept()) {
                client.getInputStream().read(new byte[4096]);
                client.getOutputStream().write(half.getBytes(US_ASCII));
              } catch (IOException e) {
                return;
              }
            }
          });
      Failure failure =
          pod.failure(spec("http://127.0.0.1:" + socket.getLocalPort() + "/a.csv", ""));
      assertThat(failure.reason()).isEqualTo("SourceUnreachable");
      assertThat(failure.message()).contains("/a.csv cannot be read");
    }
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() {
    pod.stall = Duration.ofMillis(200);
    server.on("/a.csv", server.silence());
    Failure failure = pod.failure(spec(""));
    assertThat(failure.reason()).isEqualTo("SourceUnreachable");
    assertThat(failure.retryable()).isTrue();
    assertThat(failure.message()).contains("sent nothing for");
  }

  @Test
  void aFileThatDoesNotFitIsRefusedWhileItComes() {
    pod.variables.put(PodPaths.SCRATCH_BYTES, "4194304");
    server.on("/a.csv", file("id,x\n" + "1,one\n".repeat(2_000_000)));
    Failure failure = pod.failure(spec(""));
    assertThat(failure.reason()).isEqualTo("ScratchFull");
    assertThat(failure.message()).contains("/a.csv is larger than the", "MiB that are left");
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void addressesThatAreNone() {
    assertThat(pod.failure(spec("http://127.0.0.1/a b.csv?token=geheim", "")).message())
        .contains("http://127.0.0.1/a b.csv is no address: write special characters as %XX")
        .doesNotContain("geheim");
    assertThat(pod.failure(spec("http:///a.csv", "")).reason()).isEqualTo("SourceUnreadable");
  }
}
