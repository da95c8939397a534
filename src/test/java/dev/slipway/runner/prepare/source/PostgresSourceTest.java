package dev.slipway.runner.prepare.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Queries to a real PostgreSQL. */
@NullUnmarked
class PostgresSourceTest {
  private static Postgres server;

  @TempDir Path root;
  private PreparePod pod;

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(Postgres.installed(), "no postgresql-15 on this machine");
    server = Postgres.start();
    server.execute(
        "CREATE TABLE weather (id int8, small int2, temp numeric(6,2), wind float8, wet bool,"
            + " day date, at timestamp, tz timestamptz, name text, tag uuid)");
    server.execute(
        "INSERT INTO weather SELECT i, i % 100, i / 4.0, i * 0.5, i % 2 = 0, date '2013-01-01' + i % 300,"
            + " timestamp '2013-01-01 10:00:00.25', timestamptz '2013-01-01 10:00:00+02',"
            + " 'n' || i, md5(i::text)::uuid FROM generate_series(1, 20000) i");
    server.execute("INSERT INTO weather (id, temp, wind) VALUES (20001, 'NaN', 'Infinity')");
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void pod() {
    pod = new PreparePod(root);
    pod.variables.put("SLIPWAY_SOURCE_WEATHER_USERNAME", "reader");
    pod.variables.put("SLIPWAY_SOURCE_WEATHER_PASSWORD", "secret");
  }

  private static String spec(String url, String query) {
    return """
    sources:
    - name: weather
      sql: {url: "%s", query: "%s"}
      credentials: {secretName: weather}
    splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
    """
        .formatted(url, query);
  }

  @Test
  void bringsRowsWithTheirTypes() {
    Snapshot snapshot =
        pod.prepare(spec(server.url() + "?ApplicationName=x", "SELECT * FROM weather"));
    assertThat(snapshot.rows()).isEqualTo(20001);
    assertThat(pod.json(snapshot, "schema.json").findValuesAsText("type"))
        .containsExactly(
            "integer",
            "integer",
            "number",
            "number",
            "boolean",
            "timestamp",
            "timestamp",
            "timestamp",
            "string",
            "string");
    assertThat(pod.rows(snapshot, "id,small,temp,wind,wet,day,at,tz,name"))
        .contains(
            "6|6|1.5|3.0|true|2013-01-07 00:00:00|2013-01-01 10:00:00.25|2013-01-01 08:00:00|n6",
            "20001|null|null|null|null|null|null|null|null");
    assertThat(pod.json(snapshot, "manifest.json").at("/sources/0/location").asText())
        .isEqualTo(server.url());
    assertThat(pod.json(snapshot, "manifest.json").at("/sources/0/revision").asText())
        .startsWith("rows:");
  }

  @Test
  void credentialsThatHaveExpiredAreSaid() throws Exception {
    server.execute("CREATE ROLE expired LOGIN PASSWORD 'secret' VALID UNTIL '2020-01-01'");
    pod.variables.put("SLIPWAY_SOURCE_WEATHER_USERNAME", "expired");
    Failure failure = pod.failure(spec(server.url(), "SELECT id FROM weather"));
    assertThat(failure.reason()).isEqualTo("SourceForbidden");
    assertThat(failure.message()).contains("source weather", "username and password of the Secret");
  }

  @Test
  void partsGiveTheSameRows() {
    String query = "SELECT id, temp, day, tz FROM weather";
    String one = pod.prepare(spec(server.url(), query)).digest();
    for (String by : new String[] {"id", "day", "tz"}) {
      String spec =
          spec(server.url(), query + ";")
              .replace("\"}", "\", parallel: {by: " + by + ", connections: 4}}");
      assertThat(pod.prepare(spec).digest()).as(by).isEqualTo(one);
      assertThat(pod.log).containsPattern("reading in [1-4] parts by " + by);
    }
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        Arguments.of(
            "secret",
            "SELECT * FROM nope",
            "SourceNotFound",
            "relation \"nope\" does not exist",
            false),
        Arguments.of(
            "wrong", "SELECT 1", "SourceForbidden", "password authentication failed", false),
        Arguments.of("secret", "SELEC 1", "SourceUnreadable", "syntax error", false),
        Arguments.of(
            "secret", "SELECT 1 AS id, 2 AS id", "SourceUnreadable", "two columns named id", false),
        Arguments.of(
            "secret",
            "DELETE FROM weather RETURNING 1 AS id",
            "SourceUnreadable",
            "read-only transaction",
            false));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhatIsWrong(
      String password, String query, String reason, String message, boolean retryable) {
    pod.variables.put("SLIPWAY_SOURCE_WEATHER_PASSWORD", password);
    Failure failure = pod.failure(spec(server.url(), query.replace("\"", "'")));
    assertThat(failure.message()).startsWith("source weather: ").contains(message);
    assertThat(failure.message()).doesNotContain("secret");
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.retryable()).isEqualTo(retryable);
  }

  @Test
  void aServerThatIsNotThereMayComeBack() {
    Failure failure = pod.failure(spec("jdbc:postgresql://127.0.0.1:1/x", "SELECT 1"));
    assertThat(failure.reason()).isEqualTo("SourceUnreachable");
    assertThat(failure.retryable()).isTrue();
  }
}
