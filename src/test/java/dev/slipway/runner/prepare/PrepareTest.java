package dev.slipway.runner.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.api.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked
class PrepareTest {
  private static final String SPEC =
      """
      sources:
      - {name: flights, uri: "pvc://sources/flights.csv"}
      - {name: planes, uri: "pvc://sources/planes.json"}
      steps:
      - {join: {source: planes, by: [tail], type: Left}}
      - {fill: {columns: [seats], with: Median}}
      - {derive: {late: "CAST(delay > 15 AS INTEGER)"}}
      - {drop: [delay, tail]}
      - {encode: {columns: [carrier], as: Ordinal}}
      label: late
      expectations:
      - {column: seats, between: [1, 600]}
      - {column: distance, between: [0, 500], atLeast: 0.9, severity: Warn}
      splits: {by: Hash, key: [id], train: 0.6, validation: 0.2, test: 0.2}
      """;

  @TempDir Path root;

  static String flights(int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(
            i -> "%d,N%d,%s,%d,%d".formatted(i, i % 7, i % 3 == 0 ? "UA" : "AA", i % 40, 100 + i))
        .collect(Collectors.joining("\n", "id,tail,carrier,delay,distance\n", "\n"));
  }

  private static String planes() {
    return IntStream.range(0, 5)
        .mapToObj(i -> "{\"tail\":\"N%d\",\"seats\":%d}".formatted(i, 100 + 10 * i))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void makesAWholeSnapshot() {
    var pod = new PreparePod(root);
    pod.file("flights.csv", flights(0, 1000)).file("planes.json", planes());
    var result = pod.result(SPEC);
    Snapshot snapshot = result.snapshot();
    assertThat(snapshot.rows()).isEqualTo(1000);
    assertThat(snapshot.trainRows() + snapshot.validationRows() + snapshot.testRows())
        .isEqualTo(1000);
    assertThat(snapshot.trainRows()).isBetween(520L, 680L);
    assertThat(snapshot.task()).isEqualTo(Task.BinaryClassification);
    assertThat(snapshot.time()).isEqualTo("2026-11-20T10:00:00Z");
    assertThat(snapshot.digest()).startsWith("sha256:" + snapshot.name());
    assertThat(snapshot.uri())
        .isEqualTo(
            "pvc://store/datasets/ns/flights/" + snapshot.digest().substring("sha256:".length()));
    assertThat(result.failedExpectations())
        .singleElement()
        .satisfies(
            f -> {
              assertThat(f.severity()).isEqualTo("Warn");
              assertThat(f.expectation())
                  .isEqualTo("distance between 0.0 and 500.0 for at least 90.00 %");
              assertThat(f.found()).isEqualTo("599 of 1,000 rows do not pass, such as 1000");
            });
    assertThat(pod.json(snapshot, "schema.json").toString())
        .isEqualTo(
            "{\"columns\":[{\"name\":\"id\",\"type\":\"integer\",\"role\":\"Key\"},"
                + "{\"name\":\"carrier\",\"type\":\"integer\",\"role\":\"Feature\"},"
                + "{\"name\":\"distance\",\"type\":\"integer\",\"role\":\"Feature\"},"
                + "{\"name\":\"seats\",\"type\":\"integer\",\"role\":\"Feature\"},"
                + "{\"name\":\"late\",\"type\":\"integer\",\"role\":\"Label\"}],"
                + "\"label\":\"late\",\"task\":\"BinaryClassification\"}");
    assertThat(pod.json(snapshot, "recipe.json").at("/steps/4/fitted/carrier").toString())
        .isEqualTo("[\"AA\",\"UA\"]");
    assertThat(pod.json(snapshot, "manifest.json").at("/rows/train").asLong())
        .isEqualTo(snapshot.trainRows());
    assertThat(pod.json(snapshot, "profile.json").at("/rows").asLong())
        .isEqualTo(snapshot.trainRows());
    assertThat(Files.exists(root.resolve("slipway/scratch/prepare"))).isFalse();
  }
}
