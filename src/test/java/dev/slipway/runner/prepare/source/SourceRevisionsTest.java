package dev.slipway.runner.prepare.source;

import static dev.slipway.runner.prepare.source.WebServer.file;
import static dev.slipway.runner.prepare.source.WebServer.redirect;
import static dev.slipway.runner.prepare.source.WebServer.status;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.prepare.PreparePod;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A look sees that a source has changed, and nothing else; a preparation sees the same. */
@NullUnmarked
class SourceRevisionsTest {
  private static final String REST =
      """
      splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
      onChange: {}
      """;
  private static final String CSV = "id,x\n1,one\n2,two\n";

  @TempDir Path root;
  private PreparePod pod;

  @BeforeEach
  void pod() {
    pod = new PreparePod(root);
    pod.stall = Duration.ofSeconds(10);
  }

  /** The revision of now, which a preparation of now finds as well. */
  private String seen(String source) {
    String spec = "sources: [" + source + "]\n" + REST;
    String revision = pod.revision(spec);
    assertThat(pod.revision(spec)).isEqualTo(revision);
    assertThat(pod.result(spec).sourceRevision()).isEqualTo(revision);
    return revision;
  }

  @Test
  void ofFilesOnAVolume() throws IOException {
    String source = "{name: rows, uri: 'pvc://sources/in/'}";
    pod.file("in/a.csv", CSV);
    Path file = pod.folder("sources").resolve("in/a.csv");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-20T09:00:00Z")));
    String first = seen(source);
    pod.file("in/_SUCCESS", "");
    assertThat(seen(source)).as("a file that is not read").isEqualTo(first);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-20T09:00:01Z")));
    String touched = seen(source);
    assertThat(touched).isNotEqualTo(first);
    pod.file("in/b.csv", CSV);
    assertThat(seen(source)).isNotEqualTo(touched);
  }

  @Test
  void ofAConfigMapByItsContent() throws IOException {
    String source = "{name: rows, configMap: {name: data, key: a.csv}}";
    Path file = root.resolve("slipway/sources/rows/a.csv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, CSV);
    String first = seen(source);
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-11-20T09:00:01Z")));
    assertThat(seen(source)).as("mounted anew").isEqualTo(first);
    Files.writeString(file, CSV + "3,three\n");
    assertThat(seen(source)).isNotEqualTo(first);
  }

  @Test
  void ofAnAddressByItsTagOrTime() throws IOException {
    try (var server = new WebServer()) {
      String source = "{name: rows, uri: '" + server.url("/a.csv") + "'}";
      server.on("/a.csv", file(CSV, "ETag", "\"v1\""));
      String first = seen(source);
      server.on("/a.csv", file(CSV, "ETag", "\"v2\""));
      String second = seen(source);
      assertThat(second).isNotEqualTo(first);
      server.on("/a.csv", redirect(server.url("/b.csv")));
      server.on("/b.csv", file(CSV, "ETag", "\"v2\""));
      assertThat(seen(source)).as("found elsewhere").isEqualTo(second);
      server.on("/a.csv", file(CSV, "Last-Modified", "Fri, 20 Nov 2026 10:00:00 GMT"));
      assertThat(seen(source)).isNotEqualTo(second);
    }
  }

  @Test
  void ofABucketsFiles() throws Exception {
    Files.createDirectories(root.resolve("s3/bucket"));
    try (S3Server server = S3Server.start(root.resolve("s3"))) {
      String endpoint = server.settings("s3://bucket").endpoint();
      String one = bucket(endpoint, "in/a.csv");
      String all = bucket(endpoint, "in/");
      pod.variables.put("SLIPWAY_SOURCE_ROWS_ACCESS_KEY_ID", "access");
      pod.variables.put("SLIPWAY_SOURCE_ROWS_SECRET_ACCESS_KEY", "secret-key");
      put(server, "in/a.csv", CSV);
      String oneFirst = seen(one);
      String allFirst = seen(all);
      put(server, "in/b.csv", CSV);
      assertThat(seen(one)).isEqualTo(oneFirst);
      assertThat(seen(all)).isNotEqualTo(allFirst);
      put(server, "in/a.csv", CSV.replace("one", "uno"));
      assertThat(seen(one)).isNotEqualTo(oneFirst);
      pod.variables.put("SLIPWAY_SOURCE_ROWS_SECRET_ACCESS_KEY", "expired");
      assertThat(failure(one).reason()).isEqualTo("SourceForbidden");
    }
  }

  private void put(S3Server server, String path, String content) {
    try (ObjectStore store =
        ObjectStore.open(
            "s3://bucket", server.settings("s3://bucket"), S3Server.CREDENTIALS, root)) {
      store.write(path, content.getBytes(UTF_8));
    }
  }

  private static String bucket(String endpoint, String path) {
    return "{name: rows, uri: 's3://bucket/%s', objectStore: {endpoint: '%s'}, credentials: {secretName: lake}}"
        .formatted(path, endpoint);
  }

  @Test
  void ofAQueryByAnother() throws Exception {
    Assumptions.assumeTrue(Postgres.installed(), "no postgresql-15 on this machine");
    try (Postgres server = Postgres.start()) {
      server.execute("CREATE TABLE rides (id int, changed timestamp)");
      server.execute("INSERT INTO rides VALUES (1, '2026-11-20 10:00:00')");
      String source =
          "{name: rows, sql: {url: '%s', query: 'select id from rides', revision: '%s'}, credentials: {secretName: dw}}";
      String good = source.formatted(server.url(), "select max(changed), count(*) from rides");
      pod.variables.put("SLIPWAY_SOURCE_ROWS_USERNAME", "reader");
      pod.variables.put("SLIPWAY_SOURCE_ROWS_PASSWORD", "secret");
      String first = seen(good);
      server.execute("INSERT INTO rides VALUES (2, '2026-11-20 10:00:00')");
      assertThat(seen(good)).isNotEqualTo(first);
      assertThat(failure(source.formatted(server.url(), "select no_column from rides")))
          .satisfies(
              failure -> {
                assertThat(failure.reason()).isEqualTo("SourceUnreadable");
                assertThat(failure.message()).contains("sql.revision", "no_column");
              });
      pod.stall = Duration.ofSeconds(1);
      assertThat(failure(source.formatted(server.url(), "select pg_sleep(600)")).message())
          .contains("sql.revision");
    }
  }

  @Test
  void ofCapturedTraffic() throws IOException {
    String source = "{name: rows, capture: {deployment: api}}";
    String spec = "sources: [" + source + "]\n" + REST;
    String none = pod.revision(spec);
    Path folder = pod.folder("store/captures/ns/api/2026-11-20/10");
    Files.write(folder.resolve("pod-1.ndjson.gz"), new byte[] {1});
    String first = pod.revision(spec);
    assertThat(first).isNotEqualTo(none);
    pod.folder("store/captures/ns/other/2026-11-20/10");
    assertThat(pod.revision(spec)).isEqualTo(first);
  }

  @Test
  void whatCannotBeLookedAtSaysWhy() throws IOException {
    assertThat(failure("{name: rows, uri: 'pvc://sources/none.csv'}"))
        .isEqualTo(
            new Failure(
                "SourceNotFound", "source rows: there is no file pvc://sources/none.csv", false));
    try (var server = new WebServer()) {
      String source = "{name: rows, uri: '" + server.url("/a.csv") + "'}";
      server.on("/a.csv", status(403));
      assertThat(failure(source).reason()).isEqualTo("SourceForbidden");
      server.on("/a.csv", status(503));
      assertThat(failure(source).reason()).isEqualTo("SourceUnreachable");
    }
  }

  private Failure failure(String source) {
    String message = pod.look("sources: [" + source + "]\n" + REST);
    return TerminationMessage.failure(message).orElseThrow(() -> new AssertionError(message));
  }
}
