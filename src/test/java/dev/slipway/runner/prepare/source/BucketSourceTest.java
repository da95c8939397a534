package dev.slipway.runner.prepare.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.PreparePod;
import dev.slipway.store.AzureServer;
import dev.slipway.store.BucketAddress;
import dev.slipway.store.BucketReader;
import dev.slipway.store.GcsServer;
import dev.slipway.store.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.opendal.Operator;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Buckets of a real S3 server, and of what stands in for Google's and Microsoft's: the same
 * behaviour on all of them.
 */
@NullUnmarked
class BucketSourceTest {
  /** A kind of store, with how its bucket is reached. */
  enum Kind {
    S3("s3://bucket/"),
    GCS("gs://bucket/"),
    AZURE("azblob://bucket/");

    private final String root;

    Kind(String root) {
      this.root = root;
    }
  }

  private static final Map<Kind, String> ENDPOINTS = new EnumMap<>(Kind.class);
  private static final Map<Kind, Map<String, String>> CREDENTIALS =
      Map.of(
          Kind.S3,
          Map.of("accessKeyId", "access", "secretAccessKey", "secret-key"),
          Kind.GCS,
          Map.of(),
          Kind.AZURE,
          AzureServer.credentials());
  private static GcsServer gcs;
  private static final List<AutoCloseable> SERVERS = new ArrayList<>();

  @TempDir static Path folder;
  @TempDir Path root;
  private PreparePod pod;

  @BeforeAll
  static void start() throws Exception {
    Files.createDirectories(folder.resolve("s3/bucket"));
    Files.createDirectories(folder.resolve("gcs/bucket"));
    S3Server s3 = S3Server.start(folder.resolve("s3"));
    SERVERS.add(s3);
    ENDPOINTS.put(Kind.S3, s3.settings("s3://bucket").endpoint());
    gcs = GcsServer.start(folder.resolve("gcs"));
    SERVERS.add(gcs);
    ENDPOINTS.put(Kind.GCS, gcs.endpoint());
    AzureServer azure = AzureServer.start(folder.resolve("azure"));
    SERVERS.add(azure);
    ENDPOINTS.put(Kind.AZURE, azure.endpoint());
    azure.container("bucket");
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable server : SERVERS) {
      server.close();
    }
  }

  @BeforeEach
  void pod() {
    pod = new PreparePod(root);
    pod.stall = Duration.ofSeconds(20);
    pod.variables.put("SLIPWAY_SOURCE_ROWS_ACCESS_KEY_ID", "access");
    pod.variables.put("SLIPWAY_SOURCE_ROWS_SECRET_ACCESS_KEY", "secret-key");
    pod.variables.put("SLIPWAY_SOURCE_ROWS_ACCOUNT_NAME", AzureServer.ACCOUNT);
    pod.variables.put("SLIPWAY_SOURCE_ROWS_ACCOUNT_KEY", AzureServer.KEY);
  }

  private static void put(Kind kind, String path, String content) {
    put(kind, path, content.getBytes(UTF_8));
  }

  private static void put(Kind kind, String path, byte[] content) {
    if (kind == Kind.GCS) {
      gcs.put("bucket", path, content);
      return;
    }
    BucketAddress address = BucketAddress.of(kind.root);
    var settings = address.settings(ENDPOINTS.get(kind), null, CREDENTIALS.get(kind), false);
    try (Operator operator = Operator.of(address.service(), settings)) {
      operator.write(path, content);
    }
  }

  private static String spec(Kind kind, String path, String more) {
    return """
    sources:
    - name: rows
      uri: "%s%s"
      objectStore: {endpoint: "%s"%s}
    %s%s
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(
            kind.root,
            path,
            ENDPOINTS.get(kind),
            kind == Kind.GCS ? ", anonymous: true" : "",
            kind == Kind.GCS ? "" : "  credentials: {secretName: lake}\n",
            more);
  }

  @ParameterizedTest
  @EnumSource
  void unitesFilesByColumnName(Kind kind) {
    put(kind, "union/year=2024/month=1/a.csv", "id,x\n1,one\n");
    put(kind, "union/year=2024/month=2/b.csv.gz", Packed.gzip("x,id\ntwo,2\n"));
    put(kind, "union/year=2025/month=1/c.csv.zst", Packed.zstd("id,y\n3,2.5\n"));
    put(kind, "union/year=2025/month=1/_SUCCESS", "");
    put(kind, "union/year=2025/month=1/.c.csv.crc", "crc");
    put(kind, "union2/year=2025/month=1/d.csv", "id,x\n9,other\n");
    Snapshot all = pod.prepare(spec(kind, "union/", "  hivePartitions: true"));
    assertThat(pod.rows(all, "id,x,y,year,month"))
        .containsExactly("1|one|null|2024|1", "2|two|null|2024|2", "3|null|2.5|2025|1");
    var origin = pod.json(all, "manifest.json").at("/sources/0");
    assertThat(origin.get("location").asText()).isEqualTo(kind.root + "union/");
    assertThat(origin.get("files").findValuesAsText("location"))
        .containsExactly(
            kind.root + "union/year=2024/month=1/a.csv",
            kind.root + "union/year=2024/month=2/b.csv.gz",
            kind.root + "union/year=2025/month=1/c.csv.zst");
    assertThat(origin.get("files"))
        .allSatisfy(f -> assertThat(f.get("etag").asText()).isNotBlank());
    assertThat(pod.rows(pod.prepare(spec(kind, "union/year=2024/**/*.csv*", "")), "id,x"))
        .containsExactly("1|one", "2|two");
    assertThat(pod.rows(pod.prepare(spec(kind, "union/*/month={1,3}/[ab].csv", "")), "id,x"))
        .containsExactly("1|one");
  }

  @ParameterizedTest
  @EnumSource
  void bringsOnlyWhatChanged(Kind kind) {
    put(kind, "kept/a.csv", "id,x\n1,one\n");
    put(kind, "kept/b.csv", "id,x\n2,two\n");
    pod.prepare(spec(kind, "kept/*.csv", ""));
    var before = kept();
    put(kind, "kept/b.csv", "id,x\n2,due\n");
    put(kind, "kept/c.csv", "id,x\n3,three\n");
    Snapshot second = pod.prepare(spec(kind, "kept/*.csv", ""));
    assertThat(pod.rows(second, "id,x")).containsExactly("1|one", "2|due", "3|three");
    assertThat(kept()).hasSize(4);
    // The one that has not changed lies there as it did.
    assertThat(kept().stream().filter(before::contains)).hasSize(1);
  }

  /** What is kept, with the moment of its writing. */
  private List<String> kept() {
    try (var files = Files.list(pod.folder("store").resolve("sources/ns/flights"))) {
      var found = new ArrayList<String>();
      for (Path file : files.toList()) {
        found.add(file.getFileName() + " " + Files.getLastModifiedTime(file));
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysWhatIsNotThere(Kind kind) {
    Failure one = pod.failure(spec(kind, "no/such.csv", ""));
    assertThat(one.reason()).isEqualTo("SourceNotFound");
    assertThat(one.message()).startsWith("source rows: ").contains(kind.root + "no/such.csv");
    Failure pattern = pod.failure(spec(kind, "no/*.csv", ""));
    assertThat(pattern.reason()).isEqualTo("SourceNotFound");
    assertThat(pattern.message()).contains("there is no file like " + kind.root + "no/*.csv");
  }

  @ParameterizedTest
  @EnumSource
  void aBucketThatIsNone(Kind kind) {
    Failure failure = pod.failure(spec(kind, "a.csv", "").replace("://bucket/", "://no-bucket/"));
    assertThat(failure.reason()).isEqualTo("SourceNotFound");
    assertThat(failure.message()).contains("no-bucket");
    assertThat(failure.retryable()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(names = {"S3", "AZURE"})
  void wrongCredentialsAreRefused(Kind kind) {
    put(kind, "secret.csv", "id\n1\n");
    pod.variables.put("SLIPWAY_SOURCE_ROWS_SECRET_ACCESS_KEY", "wrong");
    pod.variables.put("SLIPWAY_SOURCE_ROWS_ACCOUNT_KEY", "d3Jvbmc=");
    Failure failure = pod.failure(spec(kind, "secret.csv", ""));
    assertThat(failure.reason()).isEqualTo("SourceForbidden");
    assertThat(failure.message())
        .contains("check the Secret that the source's credentials name")
        .doesNotContain("d3Jvbmc=");
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void anAzureSecretNeedsItsKeys() {
    pod.variables.remove("SLIPWAY_SOURCE_ROWS_ACCOUNT_KEY");
    Failure failure = pod.failure(spec(Kind.AZURE, "a.csv", ""));
    assertThat(failure.reason()).isEqualTo("SourceForbidden");
    assertThat(failure.message()).contains("exactly one of accountKey and sasToken");
  }

  @Test
  void aServerThatIsNotThereMayComeBack() {
    String nowhere =
        spec(Kind.S3, "a.csv", "")
            .replaceAll("endpoint: \".*\"", "endpoint: \"http://127.0.0.1:1\"");
    Failure failure = pod.failure(nowhere);
    assertThat(failure.reason()).isEqualTo("SourceUnreachable");
    assertThat(failure.retryable()).isTrue();
  }

  @Test
  void aServerThatNeverAnswersIsGivenUp() throws Exception {
    pod.stall = Duration.ofMillis(300);
    try (var server = new WebServer()) {
      server.on("/bucket/a.csv", server.silence());
      Failure failure =
          pod.failure(
              spec(Kind.S3, "a.csv", "")
                  .replaceAll("endpoint: \".*\"", "endpoint: \"" + server.url("") + "\""));
      assertThat(failure.reason()).isEqualTo("SourceUnreachable");
      assertThat(failure.message()).contains("no answer for");
    }
  }

  /** What a server says of credentials that were good once; no real one can be made to. */
  @ParameterizedTest
  @ValueSource(strings = {"ExpiredToken", "RequestExpired", "InvalidAccessKeyId"})
  void expiredCredentialsAreRefused(String code) throws Exception {
    try (var server = new WebServer()) {
      server.on(
          "/bucket",
          exchange -> {
            byte[] body =
                ("<?xml version=\"1.0\"?><Error><Code>"
                        + code
                        + "</Code><Message>no</Message></Error>")
                    .getBytes(UTF_8);
            exchange.sendResponseHeaders(400, body.length);
            exchange.getResponseBody().write(body);
          });
      Failure failure =
          pod.failure(
              spec(Kind.S3, "*.csv", "")
                  .replaceAll("endpoint: \".*\"", "endpoint: \"" + server.url("") + "\""));
      assertThat(failure.reason()).isEqualTo("SourceForbidden");
      assertThat(failure.message()).contains(code, "check the Secret");
    }
  }

  @ParameterizedTest
  @EnumSource
  void aFileThatIsWrittenWhileItIsReadIsReadAnewOrRefused(Kind kind) throws Exception {
    byte[] content = new byte[BucketReader.PIECE + 1000];
    put(kind, "moving.bin", content);
    var address = BucketAddress.of(kind.root + "moving.bin");
    var settings =
        address.settings(ENDPOINTS.get(kind), null, CREDENTIALS.get(kind), kind == Kind.GCS);
    var times = new AtomicInteger();
    try (BucketReader reader = BucketReader.open(address, settings, Duration.ofSeconds(20))) {
      Path to = root.resolve("slipway/scratch/prepare/files/x");
      var scratch = Scratch.of(context(), Files.createDirectories(to.getParent()));
      var place =
          new BucketPlace(
              "rows",
              address,
              reader,
              scratch,
              path -> {
                content[0]++;
                times.incrementAndGet();
                put(kind, path, content);
              });
      var file = (PlacedFile.Remote) place.files().getFirst();
      assertThatThrownBy(() -> file.fetch().fetch(null, to))
          .isInstanceOfSatisfying(
              RunnerException.class,
              e -> {
                assertThat(e.failure().reason()).isEqualTo("SourceChanged");
                assertThat(e.failure().retryable()).isTrue();
                assertThat(e.failure().message()).contains("moving.bin was written anew while");
              });
      assertThat(times).hasValue(2);
    }
  }

  private PodContext context() {
    return new PodContext(Map.of(), root, System.out);
  }
}
