package dev.slipway.runner.prepare.explain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/** {@code make explain}: what Datasets would do, without cluster and sources. */
@NullUnmarked
class ExplainCommandTest {
  private static final String DATASET =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: other}
      ---
      apiVersion: slipway.dev/v1alpha1
      kind: Dataset
      metadata: {name: rides}
      spec:
        sources:
        - {name: rides, uri: "s3://lake/rides/*.parquet", credentials: {secretName: lake}}
        - {name: zones, uri: "https://me:geheim@example.org/zones.csv?token=geheim"}
        steps:
        - filter: fare > 0
        - join: {source: zones, by: [zone], type: Left}
        - fill: {columns: [distance], with: Median}
        - encode: {columns: [payment], as: OneHot}
        - dateParts: {columns: [ts], parts: [Hour]}
        label: fare
        expectations:
        - {column: distance, between: [0, 100], atLeast: 0.99}
        - {rowCount: {min: 10}, severity: Warn}
        splits: {by: Time, time: ts, key: [id], train: 0.8, test: 0.2}
        schedule: "0 2 * * 1"
        timeZone: Europe/Berlin
        resources: {memory: 4Gi}
      """;
  private static final String COLUMNS =
      "id integer, ts timestamp, fare number, distance number, zone string, payment string;"
          + " zones: zone string, borough string";

  @TempDir Path folder;
  private String out;
  private String err;

  private int explain(String yaml, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("dataset.yaml"), yaml);
    return run(Stream.concat(Stream.of(file.toString()), Stream.of(options)).toList());
  }

  private int run(List<String> arguments) {
    var told = new StringWriter();
    var failed = new StringWriter();
    var clock = Clock.fixed(Instant.parse("2026-11-21T20:00:00Z"), ZoneOffset.UTC);
    int code =
        new CommandLine(new ExplainCommand(clock))
            .setOut(new PrintWriter(told))
            .setErr(new PrintWriter(failed))
            .execute(arguments.toArray(String[]::new));
    out = told.toString();
    err = failed.toString();
    return code;
  }

  @Test
  void tellsWhatWouldBeDone() throws IOException {
    assertThat(explain(DATASET)).isZero();
    assertThat(out)
        .isEqualTo(
            """
            Dataset rides

            Sources
              rides  s3://lake/rides/*.parquet      Parquet  Secret lake
              zones  https://example.org/zones.csv  CSV

            Steps
                   verb       works on  fitted    serving   rows    columns
              [0]  filter     rides                                 fare > 0
              [1]  join       rides                         stored  reads zone; makes the other columns of zones
              [2]  fill       rides     on train  repeated          changes distance
              [3]  encode     rides     on train  repeated          removes payment; makes a column for each category of payment
              [4]  dateParts  rides               repeated          reads ts; makes ts_Hour

            Snapshot
              label     fare
              parts by  ts, rows with equal id together
              train     80.00 %
              test      20.00 %

            Expectations
              Fail  distance between 0.0 and 100.0  for at least 99.00 %
              Warn  rows at least 10

            Preparation
              schedule  at 02:00 at Monday day (Europe/Berlin)
              next      2026-11-23T01:00:00Z, 2026-11-30T01:00:00Z, 2026-12-07T01:00:00Z
              memory    4Gi
              scratch   default
              cpu       default
            """);
  }

  @Test
  void tellsItAsJson() throws IOException {
    assertThat(explain(DATASET, "-o", "json", "-c", COLUMNS)).isZero();
    JsonNode told = new JsonMapper().readTree(out).path(0);
    assertThat(told.path("dataset").asText()).isEqualTo("rides");
    assertThat(told.at("/plan/steps/2/fitted").asBoolean()).isTrue();
    assertThat(told.at("/plan/sources/0/secret").asText()).isEqualTo("lake");
    assertThat(told.at("/schedule/next/0").asText()).isEqualTo("2026-11-23T01:00:00Z");
    assertThat(told.at("/compiled/steps").size()).isEqualTo(5);
    assertThat(out).doesNotContain("geheim");
  }

  @Test
  void compilesWithGivenColumns() throws IOException {
    assertThat(explain(DATASET, "--columns", COLUMNS)).isZero();
    assertThat(out)
        .contains(
            """
              steps[1] join
                SELECT l.*, r."borough" FROM "rides" l LEFT JOIN "zones" r ON l."zone" = r."zone";
                columns: id integer, ts timestamp, fare number, distance number, zone string, payment string, borough string
              steps[2] fill
                -- fitted values are made up
            """)
        .endsWith("  nothing is wrong\n");
  }

  static Stream<List<String>> mistakes() {
    return Stream.of(
        List.of(
            "filter: fare > 0",
            "filter: fair > 0",
            "error: steps[0] filter: condition: fair > 0: Binder Error: Referenced column \"fair\""),
        List.of(
            "by: [zone], type: Left",
            "by: [zoo], type: Left",
            "error: steps[1] join: there is no column zoo; the columns are id, ts, fare"),
        List.of(
            "columns: [distance], with: Median",
            "columns: [zone], with: Median",
            "error: steps[2] fill: column zone is VARCHAR; Median needs numbers"),
        List.of("label: fare", "label: fair", "error: there is no label column fair"),
        List.of("key: [id]", "key: [ride]", "key column ride"),
        List.of("time: ts", "time: fare", "error: splits by Time: column fare is DOUBLE"),
        List.of(
            "column: distance, between",
            "column: zone, between",
            "error: expectations[0]: between needs a number"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void mistakesAreFoundWithGivenColumns(List<String> mistake) throws IOException {
    String yaml =
        DATASET.replace("- encode: {columns: [payment], as: OneHot}\n", "- drop: [payment]\n");
    assertThat(explain(yaml, "-c", COLUMNS)).as(out).isZero();
    assertThat(explain(yaml.replace(mistake.get(0), mistake.get(1)), "-c", COLUMNS)).isEqualTo(1);
    assertThat(out).contains(mistake.get(2));
  }

  @Test
  void columnsThatDataDecidesAreNoMistake() throws IOException {
    String yaml =
        DATASET.replace("- dateParts: {columns: [ts], parts: [Hour]}", "- drop: [payment_card]");
    assertThat(explain(yaml, "-c", COLUMNS)).isZero();
    assertThat(out)
        .contains("not known: steps[4] drop: there is no column payment_card")
        .contains(
            "but only data can tell: steps[3] encode makes a column for each category of payment");
  }

  @Test
  void withoutTheColumnsOfOneSourceNothingIsCompiled() throws IOException {
    assertThat(explain(DATASET, "-c", "id integer")).isZero();
    assertThat(out).endsWith("  not known: the columns of source zones are not given\n");
  }

  static Stream<List<String>> unreadable() {
    return Stream.of(
        List.of("type: Left", "tpye: Left", "there is no field tpye in spec.steps[1].join"),
        List.of("kind: Dataset", "kind: Model", "holds no Dataset"),
        List.of("as: OneHot", "as: OnHot", "not one of the values accepted"),
        List.of("spec:", "spec: [", "is no YAML"),
        List.of("0 2 * * 1", "0 2 * *", "schedule '0 2 * *' cannot be read"),
        List.of("- filter: fare > 0", "- {from: rides}", "steps[0] has no verb"));
  }

  @ParameterizedTest
  @MethodSource("unreadable")
  void whatCannotBeReadIsRefused(List<String> mistake) throws IOException {
    assertThat(explain(DATASET.replace(mistake.get(0), mistake.get(1)))).isEqualTo(1);
    assertThat(err).contains(mistake.get(2));
    assertThat(out).isEmpty();
  }

  @Test
  void columnsThatCannotBeReadAreRefused() throws IOException {
    assertThat(explain(DATASET, "-c", "id whole")).isEqualTo(1);
    assertThat(err).contains("there is no type whole; types are integer, number");
    assertThat(explain(DATASET, "-c", "id")).isEqualTo(1);
    assertThat(err).contains("column id of rides has no type");
    assertThat(explain(DATASET, "-c", "zoo: id integer")).isEqualTo(1);
    assertThat(err).contains("there is no source zoo; the sources are rides, zones");
    assertThat(run(List.of(folder.resolve("none.yaml").toString()))).isEqualTo(1);
    assertThat(err).contains("there is no file");
  }

  @Test
  void everySampleCanBeExplained() throws IOException {
    try (Stream<Path> all = Files.walk(Path.of("config/samples"))) {
      List<Path> files = all.filter(f -> f.toString().endsWith("dataset.yaml")).toList();
      assertThat(files).hasSizeGreaterThan(1);
      for (Path file : files) {
        assertThat(run(List.of(file.toString()))).as(err).isZero();
      }
    }
  }
}
