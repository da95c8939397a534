package dev.slipway.runner.prepare.source;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.runner.prepare.PreparePod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Captured traffic, joined with its labels, as it lies in the store. */
class CaptureSourceTest {
  private static final String SPEC =
      """
      sources:
      - {name: flights, uri: "pvc://sources/flights.csv"}
      - {name: served, capture: {deployment: api, labelled: true}}
      steps:
      - {from: served, rename: {id: key}}
      - {from: served, derive: {temp: temp + 0}}
      - {union: {source: served}}
      label: late
      splits: {by: Hash, key: [key], train: 1.0, test: 0.0}
      """;
  private static final String FLIGHTS = "key,temp,carrier,late\nk1,10.5,UA,0\nk2,11,AA,1\n";

  @TempDir Path root;

  private void store(String path, byte[] content) throws IOException {
    Path file = root.resolve("slipway/volumes/store").resolve(path);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  private static byte[] gzip(String... lines) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write((String.join("\n", lines) + "\n").getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static String captured(String id, String time, int status, String features) {
    return "{\"id\":\"%s\",\"row\":0,\"time\":\"2026-11-20T%sZ\",\"modelVersion\":\"m-v1\",\"status\":%d,\"features\":%s,\"outputs\":{\"predict\":1}}"
        .formatted(id, time, status, features);
  }

  private static String label(String id, String time, String label) {
    return "{\"id\":\"%s\",\"label\":%s,\"time\":\"2026-11-20T%sZ\"}".formatted(id, label, time);
  }

  private PreparePod pod() throws IOException {
    store(
        "captures/ns/api/2026-11-20/10/pod-1.ndjson.gz",
        gzip(
            captured("a", "10:00:00", 200, "{\"temp\":1,\"carrier\":\"UA\",\"more\":[1]}"),
            captured("b", "10:00:01", 200, "{\"temp\":2.5,\"carrier\":null}"),
            captured("failed", "10:00:02", 500, "{\"temp\":3}"),
            captured("unlabelled", "10:00:03", 200, "{\"temp\":4}"),
            "not json"));
    byte[] whole = gzip(captured("c", "11:00:00", 200, "{\"temp\":6}"), "x".repeat(5000));
    store("captures/ns/api/2026-11-20/11/pod-2.ndjson.gz", Arrays.copyOf(whole, whole.length - 12));
    store(
        "captures/ns/other/2026-11-20/11/pod-3.ndjson.gz",
        gzip(captured("z", "11:00:00", 200, "{}")));
    store(
        "feedback/ns/api/2026-11-20/12/pod-1.ndjson.gz",
        gzip(
            label("a", "12:00:00", "0"),
            label("b", "12:00:01", "1"),
            label("nobody", "12:00:01", "1")));
    store(
        "feedback/ns/api/2026-11-21/12/pod-1.ndjson.gz",
        gzip(
            label("a", "13:00:00", "1"),
            label("failed", "13:00:00", "1"),
            label("c", "13:00:00", "0")));
    return new PreparePod(root).file("flights.csv", FLIGHTS);
  }

  @Test
  void joinsRequestsWithTheirLastLabels() throws IOException {
    PreparePod pod = pod();
    Snapshot snapshot = pod.prepare(SPEC);
    assertThat(pod.rows(snapshot, "key,temp,carrier,late"))
        .containsExactly(
            "a|1.0|UA|1", "b|2.5|null|1", "c|6.0|null|0", "k1|10.5|UA|0", "k2|11.0|AA|1");
    assertThat(pod.log).contains("captures/ns/api: 2 files, 1 of them cut short");
    assertThat(pod.json(snapshot, "schema.json").at("/columns/1/type").asText())
        .isEqualTo("number");
  }

  @Test
  void nothingCapturedIsNothingAdded() {
    var pod = new PreparePod(root).file("flights.csv", FLIGHTS);
    Snapshot snapshot = pod.prepare(SPEC);
    assertThat(pod.rows(snapshot, "key,temp,carrier,late"))
        .containsExactly("k1|10.5|UA|0", "k2|11.0|AA|1");
    assertThat(pod.log).contains("nothing to do, served holds nothing yet");
    Failure alone =
        pod.failure(
            """
            sources:
            - {name: served, capture: {deployment: api}}
            splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
            """);
    assertThat(alone.reason()).isEqualTo("EmptyResult");
  }

  @Test
  void unlabelledRequestsComeWithoutLabels() throws IOException {
    PreparePod pod = pod();
    Snapshot snapshot =
        pod.prepare(
            """
            sources:
            - {name: served, capture: {deployment: api}}
            steps:
            - {drop: [more]}
            splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
            """);
    assertThat(pod.rows(snapshot, "id,carrier,temp"))
        .containsExactly("a|UA|1.0", "b|null|2.5", "c|null|6.0", "unlabelled|null|4.0");
  }

  @Test
  void labelledNeedsALabel() throws IOException {
    PreparePod pod = pod();
    Failure failure = pod.failure(SPEC.replace("label: late", ""));
    assertThat(failure.reason()).isEqualTo("LabelMissing");
    assertThat(failure.message()).contains("set spec.label");
  }

  @Test
  void aValueThatDoesNotFitTheFirstSourceIsTold() throws IOException {
    PreparePod pod = pod();
    store(
        "captures/ns/api/2026-11-20/13/pod-1.ndjson.gz",
        gzip(captured("d", "13:00:00", 200, "{\"temp\":\"warm\"}")));
    store("feedback/ns/api/2026-11-20/13/pod-1.ndjson.gz", gzip(label("d", "13:00:00", "0")));
    Failure failure = pod.failure(SPEC.replace("- {from: served, derive: {temp: temp + 0}}\n", ""));
    assertThat(failure.reason()).isEqualTo("TypeMismatch");
    assertThat(failure.message()).startsWith("steps[1] union: ").contains("warm");
  }
}
