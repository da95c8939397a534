package dev.slipway.runner.prepare;

import static dev.slipway.runner.prepare.StagedPod.query;
import static dev.slipway.runner.prepare.StagedPod.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.step.Recipe;
import dev.slipway.runner.prepare.step.RowRecipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Preparations whose stages run for real, with the users' containers between them played here. */
@NullUnmarked
class TransformTest {
  private static final String TRANSFORM = "{transform: {container: {image: vectors:1}}}";
  private static final String FILES =
      """
      sources:
      - {name: pets, uri: "pvc://sources/pets/", format: Files, hivePartitions: true}
      steps:
      - {filter: bytes > 3}
      - %s
      label: label
      splits: {by: Hash, key: [path], train: 0.7, test: 0.3}
      """
          .formatted(TRANSFORM);

  /** The mean byte of each file and how many it has, as a vector. */
  private static final StagedPod.Container VECTORS =
      (input, files, output) ->
          write(
              output,
              "part-1.parquet",
              """
              SELECT input.path, input.label, [len(t.content), ascii(t.content) / 8]::FLOAT[] AS v
              FROM input JOIN read_text('%1$s/pets/**') t ON t.filename = '%1$s/pets/' || path
              """
                  .formatted(files),
              input);

  @TempDir Path root;

  private StagedPod pets() {
    var pod = new StagedPod(root);
    for (int i = 0; i < 60; i++) {
      String text = Character.toString('A' + i % 20).repeat(1 + i % 9);
      pod.pod.file("pets/label=%s/%d.txt".formatted(i % 2 == 0 ? "cat" : "dog", i), text);
    }
    return pod;
  }

  @Test
  void filesBecomeVectors() {
    StagedPod pod = pets();
    Snapshot snapshot = pod.prepare(FILES, VECTORS);
    assertThat(snapshot.rows()).isEqualTo(39);
    assertThat(pod.pod.rows(snapshot, "path, label, v_0, v_1"))
        .contains("label=cat/12.txt|cat|4.0|9.625", "label=dog/23.txt|dog|6.0|8.5")
        .hasSize(39);
    assertThat(pod.pod.json(snapshot, "schema.json").path("columns").findValuesAsText("type"))
        .containsExactly("string", "string", "number", "number");
    JsonNode step = pod.pod.json(snapshot, "recipe.json").at("/steps/1");
    assertThat(step.toString())
        .isEqualTo(
            "{\"index\":1,\"verb\":\"transform\",\"reach\":\"Table\",\"step\":{\"transform\":{\"container\":"
                + "{\"image\":\"vectors:1\"}}},\"columns\":[{\"name\":\"path\",\"type\":\"VARCHAR\"},"
                + "{\"name\":\"label\",\"type\":\"VARCHAR\"},{\"name\":\"v_0\",\"type\":\"FLOAT\"},"
                + "{\"name\":\"v_1\",\"type\":\"FLOAT\"}]}");
    JsonNode manifest = pod.pod.json(snapshot, "manifest.json");
    assertThat(manifest.at("/sources/0/files")).hasSize(60);
    assertThat(manifest.at("/sources/0/rows").asLong()).isEqualTo(60);
    assertThat(manifest.path("plan"))
        .extracting(sql -> sql.asText().split(" ")[2])
        .doesNotHaveDuplicates()
        .hasSizeGreaterThan(2);
    assertThat(pod.volume().resolve("prepare")).doesNotExist();
  }

  @Test
  void theContainerSeesTheSameEachTimeAndSoTheSnapshotIsTheSame() throws Exception {
    StagedPod pod = pets();
    String[] seen = new String[2];
    Snapshot first =
        pod.prepare(
            FILES,
            (input, files, output) -> {
              seen[0] = rows(input);
              VECTORS.run(input, files, output);
            });
    Snapshot second =
        pod.prepare(
            FILES,
            (input, files, output) -> {
              seen[1] = rows(input);
              // in several files, in another order
              for (int part = 0; part < 3; part++) {
                write(
                    output,
                    "part-" + part + ".parquet",
                    "SELECT * FROM input ORDER BY path DESC LIMIT 13 OFFSET " + 13 * part,
                    rewritten(files, input, VECTORS));
              }
            });
    assertThat(seen[1]).isEqualTo(seen[0]);
    assertThat(second.digest()).isEqualTo(first.digest());
  }

  private static String rows(Path input) {
    return String.join("\n", PreparePod.query("SELECT path FROM '" + input + "/rows.parquet'"));
  }

  private static Path rewritten(Path files, Path input, StagedPod.Container by)
      throws java.io.IOException {
    Path folder = Files.createTempDirectory("rewritten");
    by.run(input, files, folder);
    return Files.move(folder.resolve("part-1.parquet"), folder.resolve("rows.parquet")).getParent();
  }

  private static final String TABLES =
      """
      sources:
      - {name: rows, uri: "pvc://sources/rows.csv"}
      - {name: more, uri: "pvc://sources/more.csv"}
      - {name: never, capture: {deployment: none}}
      steps:
      %s
      splits: %s
      """;
  private static final String SPLITS = "{by: Hash, key: [id], train: 0.7, test: 0.3}";

  private StagedPod tables() {
    var pod = new StagedPod(root);
    pod.pod.file(
        "rows.csv",
        IntStream.range(0, 100)
            .mapToObj(i -> "%d,%d,%s".formatted(i, i % 7, i % 3 == 0 ? "" : "k" + i % 3))
            .collect(Collectors.joining("\n", "id,x,k\n", "\n")));
    pod.pod.file("more.csv", "k,w\nk1,1.5\nk2,2.5\n");
    return pod;
  }

  private static String tables(String... steps) {
    return TABLES.formatted("- " + String.join("\n- ", steps), SPLITS);
  }

  @Test
  void twoTransformsWithStepsBeforeBetweenAndBehind() {
    StagedPod pod = tables();
    Snapshot snapshot =
        pod.prepare(
            tables(
                "{derive: {y: x + 1}}",
                TRANSFORM,
                "{filter: z > 2}",
                "{from: more, transform: {container: {image: b}}}",
                "{join: {source: more, by: [k], type: Left}}",
                "{union: {source: never}}",
                "{fill: {columns: [w], with: Mean}}",
                "{encode: {columns: [k], as: OneHot}}"),
            query("SELECT id, k, y * 2 AS z FROM input"),
            query("SELECT k, w * 10 AS w FROM input"));
    assertThat(pod.pod.rows(snapshot, "id, z, w")).contains("1|4|15.0", "2|6|25.0").hasSize(85);
    JsonNode steps = pod.pod.json(snapshot, "recipe.json").path("steps");
    assertThat(steps.findValuesAsText("reach"))
        .containsExactly("Row", "Table", "Table", "Source", "Table", "Table", "Row", "Row");
    assertThat(steps.at("/6/fitted/w").asDouble()).isBetween(15.0, 25.0);
    assertThat(pod.pod.log)
        .contains("steps[0] derive: 100 rows")
        .contains("steps[1] transform: 100 rows are ready for it")
        .contains("steps[1] transform: 100 rows, 3 columns")
        .contains("steps[2] filter: 85 rows")
        .contains("steps[3] transform (from more): 2 rows, 2 columns");
  }

  /** What was fitted and measured before a transform holds behind it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{by: Hash, key: [id], train: 0.6, validation: 0.2, test: 0.2, folds: 3}",
        "{by: Time, key: [id], time: x, train: 0.6, validation: 0.2, test: 0.2, folds: 3}",
        "{by: Stratified, key: [id], stratum: k, train: 0.6, validation: 0.2, test: 0.2}"
      })
  void aTransformOfAnotherSourceChangesNothing(String splits) {
    String steps =
        "- {cast: {columns: [x], to: Timestamp}}\n- {fill: {columns: [k], with: Mode}}\n%s\n- {filter: id > 40}\n"
            + "- {join: {source: more, by: [k], type: Left}}\n- {scale: {columns: [w], by: Standard}}";
    if (!splits.contains("Time")) {
      steps = steps.replace("- {cast: {columns: [x], to: Timestamp}}\n", "");
    } else {
      steps =
          steps.replace(
              "{cast: {columns: [x], to: Timestamp}}",
              "{derive: {x: \"make_timestamp(2026, 1, 1, 0, id::int // 2, 0)\"}}");
    }
    StagedPod pod = tables();
    String with = "- {from: more, transform: {container: {image: i}}}";
    Snapshot staged =
        pod.prepare(TABLES.formatted(steps.formatted(with), splits), query("SELECT * FROM input"));
    pod.pod.stage = null;
    Snapshot whole =
        pod.pod.prepare(
            TABLES.formatted(steps.formatted("- {from: more, filter: 'true'}"), splits));
    assertThat(pod.pod.json(staged, "manifest.json").path("content"))
        .isEqualTo(pod.pod.json(whole, "manifest.json").path("content"));
    assertThat(pod.pod.json(staged, "manifest.json").path("bounds"))
        .isEqualTo(pod.pod.json(whole, "manifest.json").path("bounds"));
    assertThat(pod.pod.json(staged, "recipe.json").findValues("fitted"))
        .isEqualTo(pod.pod.json(whole, "recipe.json").findValues("fitted"));
    assertThat(staged.schemaHash()).isEqualTo(whole.schemaHash());
  }

  /** Behind a transform the steps are repeated for a row that brings what the container made. */
  @Test
  void itsColumnsAreTakenFromTheRequest() throws Exception {
    StagedPod pod = tables();
    Snapshot snapshot =
        pod.prepare(
            tables(
                "{derive: {y: x + 1}}",
                TRANSFORM,
                "{scale: {columns: [v_0], by: Standard}}",
                "{derive: {s: v_1 + y}}"),
            query("SELECT id, y, [x, x * 2]::FLOAT[2] AS v FROM input"));
    Recipe recipe =
        new JsonMapper().readValue(pod.pod.in(snapshot, "recipe.json").toFile(), Recipe.class);
    Path own = Files.createDirectories(root.resolve("row"));
    try (Engine engine = Engine.open(own, 256 << 20, 1);
        var row = new RowRecipe(engine, recipe)) {
      var made = row.apply(Map.of("id", 5, "x", 5, "v_0", 5, "v_1", 10));
      assertThat(made.keySet()).containsExactly("id", "y", "v_0", "v_1", "s");
      assertThat(pod.pod.rows(snapshot, "id, y, v_0, v_1, s"))
          .contains(made.values().stream().map(String::valueOf).collect(Collectors.joining("|")));
    }
  }

  @Test
  void aStageThatIsRunAgainGivesTheSame() throws Exception {
    String spec =
        tables(
            TRANSFORM,
            "{join: {source: more, by: [k], type: Left}}",
            "{from: more, transform: {container: {image: b}}}",
            "{fill: {columns: [w], with: Mean}}");
    StagedPod.Container first = query("SELECT id, k, x FROM input");
    StagedPod.Container second = query("SELECT * FROM input");
    StagedPod pod = tables();
    Snapshot once = pod.prepare(spec, first, second);
    pod.stage(spec, 0);
    pod.contain(0, first);
    pod.stage(spec, 1);
    // the pod was started anew by the kubelet, with the scratch volume as it was
    pod.contain(2, (input, files, output) -> Files.writeString(output.resolve("half"), "half"));
    pod.stage(spec, 1);
    assertThat(pod.folder(2, "output")).isEmptyDirectory();
    pod.contain(2, second);
    String message = pod.stage(spec, 2);
    assertThat(message).contains(once.digest());
    // and from the beginning
    pod.stage(spec, 0);
    pod.stage(spec, 0);
    pod.contain(0, first);
    pod.stage(spec, 1);
    pod.contain(2, second);
    assertThat(pod.stage(spec, 2)).contains(once.digest());
  }

  @Test
  void theTimeIsThatOfTheBeginningAndStagesInBetweenMakeNoSnapshot() {
    StagedPod pod = tables();
    String message = pod.stage(tables(TRANSFORM), 0);
    assertThat(TerminationMessage.failure(message)).isEmpty();
    assertThat(message).isEqualTo("{\"result\":{\"quarantined\":0}}");
    pod.contain(0, query("SELECT * FROM input"));
    assertThat(pod.stage(tables(TRANSFORM), 1)).contains("\"time\":\"2026-11-20T10:00:00Z\"");
  }

  @Test
  void aCaptureThatHoldsNothingYetHasNoRowsToTransform() {
    StagedPod pod = tables();
    Snapshot snapshot =
        pod.prepare(
            tables("{from: never, transform: {container: {image: i}}}", "{union: {source: never}}"),
            query("SELECT * FROM input"));
    assertThat(snapshot.rows()).isEqualTo(100);
    assertThat(pod.pod.log)
        .contains("steps[0] transform (from never): nothing to do, never holds nothing yet");
  }

  @Test
  void valuesComeInTheTypesThatSnapshotsHave() {
    StagedPod pod = tables();
    var types = new String[1];
    pod.prepare(
        tables(
            "{derive: {h: \"x::hugeint\", d: \"x::decimal(5,2)\", t: \"date '2026-01-01'\", u: \"[x]\"}}",
            TRANSFORM),
        (input, files, output) -> {
          types[0] =
              String.join(
                  " ",
                  PreparePod.query(
                      "SELECT column_type FROM (DESCRIBE SELECT * FROM '%s/rows.parquet')"
                          .formatted(input)));
          write(output, "rows.parquet", "SELECT * EXCLUDE (u) FROM input", input);
        });
    assertThat(types[0]).isEqualTo("BIGINT BIGINT VARCHAR DOUBLE DOUBLE TIMESTAMP BIGINT[]");
  }

  @Test
  void missingVectorsAndNumbersThatAreNoneAreMissing() {
    StagedPod pod = tables();
    Snapshot snapshot =
        pod.prepare(
            tables(TRANSFORM),
            query(
                "SELECT id, CASE WHEN id > 0 THEN [id, 'nan'::FLOAT, NULL] END AS v, 'inf'::DOUBLE AS w,"
                    + " [1, 2]::TINYINT[2] AS a FROM input"));
    assertThat(pod.pod.rows(snapshot, "id, v_0, v_1, v_2, w, a_0, a_1"))
        .contains("0|null|null|null|null|1|2", "7|7.0|null|null|null|1|2");
  }

  @Test
  void nothingMayBeFittedBefore() {
    assertThat(tables().failure(tables("{fill: {columns: [k], with: Mode}}", TRANSFORM)).message())
        .startsWith(
            "steps[1] transform: something was fitted on the train part of rows by a step before it");
  }

  @Test
  void whatWasFittedBeforeAnotherTransformCountsToo() {
    assertThat(
            tables()
                .failure(
                    tables(
                        "{fill: {columns: [k], with: Mode}}",
                        "{from: more, transform: {container: {image: i}}}",
                        TRANSFORM),
                    query("SELECT * FROM input"))
                .message())
        .startsWith("steps[2] transform: something was fitted on the train part of rows");
  }

  /** How a container is run changes nothing; what is run does. */
  @Test
  void onlyWhatIsRunIsPartOfTheDigest() {
    StagedPod pod = tables();
    StagedPod.Container same = query("SELECT * FROM input");
    String step = "{transform: {container: {image: a, args: [x], env: [{name: A, value: b}]%s}%s}}";
    Snapshot plain = pod.prepare(tables(step.formatted("", "")), same);
    Snapshot large =
        pod.prepare(
            tables(
                step.formatted(
                    ", imagePullPolicy: Never, resources: {limits: {memory: 2Gi}}",
                    ", imagePullSecrets: [{name: s}]")),
            same);
    Snapshot other =
        pod.prepare(tables(step.replace("name: A", "name: B").formatted("", "")), same);
    assertThat(large.digest()).isEqualTo(plain.digest());
    assertThat(other.digest()).isNotEqualTo(plain.digest());
    assertThat(pod.pod.json(large, "recipe.json").toString())
        .contains("\"env\":[{\"name\":\"A\",\"value\":\"b\"}]")
        .doesNotContain("2Gi");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "SELECT id, [[x]] AS v FROM input | column v is BIGINT[][]; besides numbers, text, booleans",
        "SELECT id, {'a': x} AS s FROM input | column s is STRUCT(a BIGINT); besides numbers",
        "SELECT id, map(['a'], [x]) AS m FROM input | column m is MAP(VARCHAR, BIGINT); besides",
        "SELECT id, ['a'] AS t FROM input | column t is VARCHAR[]; besides numbers",
        "SELECT id, 'a'::BLOB AS b FROM input | column b is BLOB; besides numbers",
        "SELECT id, range(id % 3 + 1) AS v FROM input | column v holds lists of 1 to 3 numbers; all must have one",
        "SELECT id, []::INT[] AS v FROM input | column v holds no number in any row; leave it out",
        "SELECT id, [x] AS v, x AS V_0 FROM input | its output would have two columns named V_0",
        "SELECT id, range(5000) AS v FROM input | its output would have 5,001 columns",
        "SELECT id, x AS __slipway_part FROM input | column __slipway_part has a name that Slipway uses",
        "SELECT * FROM input WHERE false | its container wrote no row"
      })
  void whatASnapshotCannotHoldIsRefused(String sql, String message) {
    var failure = tables().failure(tables(TRANSFORM), query(sql));
    assertThat(failure.reason()).isEqualTo("TransformFailed");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).startsWith("steps[0] transform: " + message);
  }

  private void refused(StagedPod.Container container, String message) {
    var failure = tables().failure(tables("{drop: [k]}", TRANSFORM), container);
    assertThat(failure.reason()).isEqualTo("TransformFailed");
    assertThat(failure.message()).startsWith("steps[1] transform: ").contains(message);
    assertThat(failure.message()).doesNotContain(root.toString());
  }

  @Test
  void whatIsNoParquetIsRefused() {
    refused((input, files, output) -> {}, "wrote nothing into $SLIPWAY_OUTPUT");
    refused(
        (input, files, output) -> Files.writeString(output.resolve("_SUCCESS"), ""),
        "wrote nothing into $SLIPWAY_OUTPUT");
    refused(
        (input, files, output) -> Files.writeString(output.resolve("rows.parquet"), "id,x\n1,2\n"),
        "its output cannot be read as Parquet: ");
    refused(
        (input, files, output) -> {
          write(output, "a.parquet", "SELECT * FROM input", input);
          byte[] all = Files.readAllBytes(output.resolve("a.parquet"));
          Files.write(output.resolve("b.parquet"), java.util.Arrays.copyOf(all, all.length / 2));
        },
        "b.parquet");
    refused(
        (input, files, output) -> Files.writeString(output.resolve("rows.csv"), "id\n"),
        "left rows.csv in $SLIPWAY_OUTPUT");
    refused(
        (input, files, output) -> Files.createDirectory(output.resolve("rows.parquet")),
        "left rows.parquet in $SLIPWAY_OUTPUT");
    refused(
        (input, files, output) -> write(output, "all*.parquet", "SELECT * FROM input", input),
        "left all*.parquet in $SLIPWAY_OUTPUT");
  }

  @Test
  void linksAreNotFollowed() {
    refused(
        (input, files, output) ->
            Files.createSymbolicLink(output.resolve("rows.parquet"), input.resolve("rows.parquet")),
        "left rows.parquet in $SLIPWAY_OUTPUT; there may be only files");
  }

  @Test
  void twoColumnsOfOneNameAreRefused() {
    // DuckDB would not write them itself: patched into the bytes, in the footer as well
    refused(
        (input, files, output) -> {
          write(
              output,
              "rows.parquet",
              "SELECT id, {'q1': x, 'q2': x} AS s, x AS q1, x AS q2 FROM input LIMIT 2",
              input);
          Path file = output.resolve("rows.parquet");
          var text =
              new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1);
          Files.write(
              file,
              text.replace("q2", "Q1").getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
        },
        "rows.parquet has two columns named Q1 (capitals do not matter)");
  }

  @Test
  void columnsOfOneNameWithTypesThatDoNotFitAreUnitedOrRefused() {
    refused(
        (input, files, output) -> {
          write(output, "a.parquet", "SELECT id, [x] AS v FROM input", input);
          write(output, "b.parquet", "SELECT id, [x, x] AS v FROM input", input);
        },
        "column v holds lists of 1 to 2 numbers");
  }

  @Test
  void outputThatDoesNotFitIsRefused() {
    StagedPod pod = tables();
    pod.pod.variables.put("SLIPWAY_SCRATCH_BYTES", Long.toString(40 << 20));
    var failure =
        pod.failure(
            tables(TRANSFORM),
            (input, files, output) ->
                write(
                    output,
                    "rows.parquet",
                    "SELECT id, md5((id * 10000 + r)::VARCHAR) AS m FROM input, range(10000) t(r)",
                    input));
    assertThat(failure.reason()).isEqualTo("ScratchFull");
    assertThat(failure.message())
        .startsWith("steps[0] transform: its output of ")
        .endsWith("raise spec.resources.scratch");
  }

  @Test
  void foldersThatCannotBeRemovedDoNotHideWhatHappened() {
    refused(
        (input, files, output) -> {
          Path locked = Files.createDirectories(output.resolve("locked.parquet/in"));
          Files.setPosixFilePermissions(
              locked.getParent(),
              java.nio.file.attribute.PosixFilePermissions.fromString("---------"));
        },
        "left locked.parquet in $SLIPWAY_OUTPUT");
  }

  @Test
  void namesOfFilesStayAsTheyAre() {
    var pod = new StagedPod(root);
    for (String name : List.of("a b.txt", "ä/é*.txt", "x[1].txt", "#?.txt", "'q'.txt")) {
      pod.pod.file("odd/" + name, name);
    }
    String spec =
        """
        sources:
        - {name: odd, uri: "pvc://sources/odd/**", format: Files}
        steps:
        - %s
        splits: {by: Hash, key: [path], train: 1, test: 0}
        """
            .formatted(TRANSFORM);
    Snapshot snapshot =
        pod.prepare(
            spec,
            (input, files, output) -> {
              for (String path :
                  PreparePod.query("SELECT path FROM '" + input + "/rows.parquet'")) {
                assertThat(Files.readString(files.resolve("odd").resolve(path))).isEqualTo(path);
              }
              write(output, "rows.parquet", "SELECT path, bytes FROM input", input);
            });
    assertThat(pod.pod.rows(snapshot, "path, bytes"))
        .containsExactlyInAnyOrder(
            "a b.txt|7", "ä/é*.txt|10", "x[1].txt|8", "#?.txt|6", "'q'.txt|7");
  }
}
