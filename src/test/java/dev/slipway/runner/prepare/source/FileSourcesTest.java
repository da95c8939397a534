package dev.slipway.runner.prepare.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.runner.prepare.PreparePod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files over HTTP, from claims and from ConfigMaps, in every format, and what is wrong with them.
 */
@NullUnmarked
class FileSourcesTest {
  private static final String CSV = "id,temp,name\n1,1.5,a\n2,nan,b\n3,,\"c,d\"\n";
  private static final String JSON =
      "[{\"id\":1,\"temp\":1.5,\"name\":\"a\"},{\"id\":2,\"temp\":null,\"name\":\"b\"},"
          + "{\"id\":3,\"name\":\"c,d\"}]";
  private static final String[] ROWS = {"1|1.5|a", "2|null|b", "3|null|c,d"};

  @TempDir Path root;
  private HttpServer server;
  private final AtomicInteger requests = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);
  private PreparePod pod;

  @BeforeEach
  void start() throws IOException {
    pod = new PreparePod(root);
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    int number = requests.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    byte[] body = CSV.getBytes(UTF_8);
    int status = 200;
    if (path.startsWith("/status/")) {
      status = Integer.parseInt(path.substring(8, 11));
    } else if (path.startsWith("/shaky/")) {
      status = number < 3 ? 503 : 200;
    } else if (path.startsWith("/moved/")) {
      exchange.getResponseHeaders().add("Location", "/data.csv");
      status = 302;
    } else if (path.startsWith("/cut/")) {
      exchange.sendResponseHeaders(200, body.length + 100);
      exchange.getResponseBody().write(body);
      exchange.close();
      return;
    } else if (path.startsWith("/silent/")) {
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body, 0, 10);
      exchange.getResponseBody().flush();
      awaitRelease();
      exchange.close();
      return;
    } else if (path.endsWith(".zip")) {
      body = zip("x/data.csv", CSV);
    } else if (path.endsWith(".gz")) {
      body = gzip(CSV);
    }
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private void awaitRelease() {
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String spec(String source) {
    return """
    sources:
    - {name: rows, %s}
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(source.replace("HTTP", "http://127.0.0.1:" + server.getAddress().getPort()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "uri: 'HTTP/data.csv'",
        "uri: 'HTTP/data.csv?token=geheim'",
        "uri: 'HTTP/moved/data.csv'",
        "uri: 'HTTP/shaky/data.csv'",
        "uri: 'HTTP/data.csv.gz'",
        "uri: 'HTTP/data.csv.zip'",
        "uri: 'HTTP/data.zip'",
        "uri: 'HTTP/download', format: CSV",
        "uri: 'pvc://sources/data.csv'",
        "uri: 'pvc://sources/deep/data.CSV.GZ'",
        "uri: 'pvc://sources/data.json'",
        "uri: 'pvc://sources/data.ndjson'",
        "uri: 'pvc://sources/data.parquet'",
        "configMap: {name: cm, key: data.csv}",
        "configMap: {name: cm, key: data}, format: JSON",
      })
  void reads(String source) throws Exception {
    pod.file("data.csv", CSV)
        .file("deep/data.CSV.GZ", gzip(CSV))
        .file("data.json", JSON)
        .file("data.ndjson", JSON.replace("[", "").replace("]", "").replace("},{", "}\n{"));
    Path parquet = pod.folder("sources").resolve("data.parquet");
    PreparePod.execute(
        "COPY (SELECT * FROM (VALUES (1, 1.5::FLOAT, 'a'), (2, 'nan', 'b'), (3, NULL, 'c,d')) t(id, temp, name)) TO '"
            + parquet
            + "'");
    Path configMap = Files.createDirectories(root.resolve("slipway/sources/rows"));
    Files.writeString(configMap.resolve("data.csv"), CSV);
    Files.writeString(configMap.resolve("data"), JSON);
    Snapshot snapshot = pod.prepare(spec(source));
    assertThat(pod.rows(snapshot, "id,temp,name")).containsExactly(ROWS);
    var origin = pod.json(snapshot, "manifest.json").at("/sources/0");
    assertThat(origin.get("revision").asText()).matches("sha256:[0-9a-f]{64}");
    assertThat(origin.get("bytes").asLong()).isPositive();
    assertThat(origin.get("rows").asLong()).isEqualTo(3);
    assertThat(origin.get("location").asText()).doesNotContain("geheim");
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(
            "uri: 'HTTP/status/404.csv'", "SourceNotFound", "answered with status 404", false, 1),
        Arguments.of("uri: 'HTTP/status/403.csv'", "SourceForbidden", "status 403", false, 1),
        Arguments.of("uri: 'HTTP/status/400.csv'", "SourceUnreadable", "status 400", false, 1),
        Arguments.of("uri: 'HTTP/status/500.csv'", "SourceUnreachable", "status 500", true, 3),
        Arguments.of("uri: 'HTTP/status/429.csv'", "SourceUnreachable", "status 429", true, 3),
        Arguments.of("uri: 'HTTP/cut/data.csv'", "SourceUnreachable", "cannot be read", true, -1),
        Arguments.of(
            "uri: 'http://127.0.0.1:1/data.csv'", "SourceUnreachable", "refused or lost", true, 0),
        Arguments.of(
            "uri: 'http://no-such-host.invalid/data.csv'",
            "SourceUnreachable",
            "no-such-host.invalid",
            true,
            0),
        Arguments.of(
            "uri: 'HTTP/download'", "SourceUnreadable", "set format to CSV, TSV, JSON", false, 1),
        Arguments.of(
            "uri: 'HTTP/data.parquet'", "SourceUnreadable", "cannot be read as Parquet", false, 1),
        Arguments.of(
            "uri: 'pvc://sources/nope.csv'",
            "SourceNotFound",
            "there is no file pvc://sources/nope.csv",
            false,
            0),
        Arguments.of(
            "uri: 'pvc://sources/../../../etc/passwd', format: CSV",
            "SourceNotFound",
            "leads out of its claim",
            false,
            0),
        Arguments.of("uri: 'pvc://sources/two.zip'", "SourceUnreadable", "holds 2 files", false, 0),
        Arguments.of(
            "uri: 'pvc://sources/broken.zip'",
            "SourceUnreadable",
            "no complete zip file",
            false,
            0),
        Arguments.of(
            "uri: 'pvc://sources/broken.csv.gz'",
            "SourceUnreadable",
            "no complete gzip file",
            false,
            0),
        Arguments.of(
            "uri: 'pvc://sources/broken.json'",
            "SourceUnreadable",
            "cannot be read as JSON",
            false,
            0),
        Arguments.of("uri: 'pvc://sources/header.csv'", "EmptyResult", "no row is left", false, 0),
        Arguments.of(
            "configMap: {name: cm, key: data.csv}",
            "SourceNotFound",
            "there is no file configmap/cm/data.csv",
            false,
            0));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhatIsWrong(String source, String reason, String message, boolean retryable, int asked)
      throws IOException {
    byte[] packed = gzip(CSV);
    pod.file("two.zip", zip("a.csv", CSV, "b.csv", CSV))
        .file("broken.zip", "PK nonsense")
        .file("broken.csv.gz", java.util.Arrays.copyOf(packed, packed.length / 2))
        .file("broken.json", "[{\"id\": 1,")
        .file("header.csv", "id,temp\n");
    Failure failure = pod.failure(spec(source));
    assertThat(failure.message()).contains(message);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.retryable()).isEqualTo(retryable);
    // Below the retries of ours the client has its own, when a connection breaks.
    assertThat(requests.get()).isEqualTo(asked < 0 ? requests.get() : asked);
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static byte[] zip(String... namesAndTexts) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ZipOutputStream(bytes)) {
      for (int i = 0; i < namesAndTexts.length; i += 2) {
        out.putNextEntry(new ZipEntry(namesAndTexts[i]));
        out.write(namesAndTexts[i + 1].getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() {
    pod.stall = Duration.ofMillis(300);
    Failure failure = pod.failure(spec("uri: 'HTTP/silent/data.csv'"));
    assertThat(failure.reason()).isEqualTo("SourceUnreachable");
    assertThat(failure.message()).contains("/silent/data.csv sent nothing for 0 seconds");
    release.countDown();
  }

  @Test
  void theClaimOfTheStoreMustBeMounted() throws IOException {
    Files.delete(pod.folder("store"));
    pod.file("data.csv", CSV);
    Failure failure = pod.failure(spec("uri: 'pvc://sources/data.csv'"));
    assertThat(failure.reason()).isEqualTo("StoreInvalid");
    assertThat(failure.message()).contains("is not mounted");
  }
}
