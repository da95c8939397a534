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

/** Queries to a real MariaDB. */
@NullUnmarked
class MariaDbSourceTest {
  private static MariaDb server;

  @TempDir Path root;
  private PreparePod pod;

  @BeforeAll
  static void start() throws Exception {
    Assumptions.assumeTrue(MariaDb.installed(), "no mariadb-server-core on this machine");
    server = MariaDb.start();
    server.execute(
        "CREATE TABLE weather (id bigint, small smallint, tiny tinyint, flag tinyint(1), bit1 bit(1),"
            + " temp decimal(6,2), wind double, gust float, day date, at datetime(6), ts timestamp NULL,"
            + " yr year, name varchar(20), kind enum('a','b'), big bigint unsigned, js json)",
        "SET time_zone = '+02:00'",
        "INSERT INTO weather SELECT seq, seq % 100, seq % 10, seq % 2, seq % 2, seq / 4, seq * 0.5, 0.5,"
            + " date_add('2013-01-01', interval seq % 300 day), '2013-01-01 10:00:00.25',"
            + " '2013-01-01 10:00:00', 2013, concat('n', seq), 'a', seq, '{\"k\": 1}'"
            + " FROM seq_1_to_20000");
    server.execute(
        "SET time_zone = '+02:00'; INSERT INTO weather (id) VALUES (20001);"
            + " SET sql_mode = ''; INSERT INTO weather (id, day) VALUES (20002, '0000-00-00');"
            + " CREATE TABLE blobs (id int, b blob); INSERT INTO blobs VALUES (1, x'00');"
            + " CREATE TABLE huge (id bigint unsigned); INSERT INTO huge VALUES (18446744073709551615)");
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
    as("reader", "secret");
  }

  private void as(String user, String password) {
    pod.variables.put("SLIPWAY_SOURCE_WEATHER_USERNAME", user);
    pod.variables.put("SLIPWAY_SOURCE_WEATHER_PASSWORD", password);
  }

  private static String spec(String url, String query, String more) {
    return """
    sources:
    - name: weather
      sql: {url: "%s", query: "%s"%s}
      credentials: {secretName: weather}
    splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
    """
        .formatted(url, query, more);
  }

  @Test
  void bringsRowsWithTheirTypes() {
    Snapshot snapshot = pod.prepare(spec(server.url(), "SELECT * FROM weather", ""));
    assertThat(snapshot.rows()).isEqualTo(20002);
    assertThat(pod.json(snapshot, "schema.json").findValuesAsText("type"))
        .containsExactly(
            "integer",
            "integer",
            "integer",
            "boolean",
            "boolean",
            "number",
            "number",
            "number",
            "timestamp",
            "timestamp",
            "timestamp",
            "integer",
            "string",
            "string",
            "integer",
            "string");
    assertThat(
            pod.rows(
                snapshot, "id,small,tiny,flag,bit1,temp,wind,gust,day,at,ts,yr,name,kind,big,js"))
        .contains(
            "6|6|6|false|false|1.5|3.0|0.5|2013-01-07 00:00:00|2013-01-01 10:00:00.25"
                + "|2013-01-01 08:00:00|2013|n6|a|6|{\"k\": 1}",
            "20001|null|null|null|null|null|null|null|null|null|null|null|null|null|null|null",
            "20002|null|null|null|null|null|null|null|null|null|null|null|null|null|null|null");
    var origin = pod.json(snapshot, "manifest.json").at("/sources/0");
    assertThat(origin.get("location").asText()).isEqualTo(server.url());
    assertThat(origin.get("query").asText()).isEqualTo("SELECT * FROM weather");
    assertThat(origin.get("revision").asText()).startsWith("rows:");
  }

  @Test
  void partsGiveTheSameRows() {
    String query = "SELECT id, temp, day, at FROM weather";
    String mysql = server.url().replace("mariadb", "mysql");
    String one = pod.prepare(spec(mysql, query, "")).digest();
    for (String by : new String[] {"id", "temp", "day", "at"}) {
      String more = ", parallel: {by: " + by + ", connections: 4}";
      assertThat(pod.prepare(spec(mysql, query + ";", more)).digest()).as(by).isEqualTo(one);
      assertThat(pod.log).containsPattern("reading in [1-4] parts by " + by);
    }
  }

  static Stream<Arguments> bad() {
    String parallel = ", parallel: {by: id, connections: 2}";
    return Stream.of(
        Arguments.of("reader", "secret", "SELECT * FROM nope", "", "SourceNotFound", "nope"),
        Arguments.of("reader", "wrong", "SELECT 1 AS id", "", "SourceForbidden", "keys username"),
        Arguments.of("plain", "secret", "SELECT * FROM mysql.user", "", "SourceForbidden", "grant"),
        Arguments.of("reader", "secret", "SELEC 1", "", "SourceUnreadable", "syntax"),
        Arguments.of(
            "reader",
            "secret",
            "SELECT 1 AS id, 2 AS ID",
            "",
            "SourceUnreadable",
            "two columns named ID"),
        Arguments.of(
            "reader",
            "secret",
            "SELECT 1 AS id, 2 AS ''",
            "",
            "SourceUnreadable",
            "column 2 of the query has no name"),
        Arguments.of(
            "reader",
            "secret",
            "DELETE FROM weather RETURNING id",
            "",
            "SourceUnreadable",
            "READ ONLY transaction"),
        Arguments.of(
            "reader",
            "secret",
            "SELECT id, b FROM blobs",
            "",
            "SourceUnreadable",
            "column b holds bytes"),
        Arguments.of(
            "reader",
            "secret",
            "SELECT id FROM huge",
            "",
            "SourceUnreadable",
            "column id has a value that is no BIGINT"),
        Arguments.of(
            "plain",
            "secret",
            "SELECT id FROM weather",
            parallel,
            "SourceForbidden",
            "needs the privilege RELOAD"),
        Arguments.of(
            "reader",
            "secret",
            "SELECT id FROM weather",
            ", parallel: {by: nope, connections: 2}",
            "SourceUnreadable",
            "sql.parallel.by names nope"),
        Arguments.of(
            "reader",
            "secret",
            "SELECT id, name FROM weather",
            ", parallel: {by: name, connections: 2}",
            "SourceUnreadable",
            "neither a whole or decimal number nor"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void saysWhatIsWrong(
      String user, String password, String query, String more, String reason, String message) {
    as(user, password);
    Failure failure = pod.failure(spec(server.url(), query, more));
    assertThat(failure.message()).startsWith("source weather: ").contains(message);
    assertThat(failure.message()).doesNotContain("secret");
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.retryable()).isFalse();
  }

  @Test
  void aServerThatIsNotThereMayComeBack() {
    Failure failure = pod.failure(spec("jdbc:mysql://127.0.0.1:1/x", "SELECT 1 AS id", ""));
    assertThat(failure.reason()).isEqualTo("SourceUnreachable");
    assertThat(failure.retryable()).isTrue();
    Failure database =
        pod.failure(spec(server.url().replace("/test", "/nope"), "SELECT 1 AS id", ""));
    assertThat(database.reason()).isEqualTo("SourceNotFound");
  }
}
