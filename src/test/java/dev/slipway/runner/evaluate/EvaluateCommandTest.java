package dev.slipway.runner.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.Task;
import dev.slipway.contract.EvaluateResult;
import dev.slipway.contract.EvaluateTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.RequestFormat;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.assertj.core.data.Offset;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real files in a folder that stands for a claim. */
@NullUnmarked
class EvaluateCommandTest {
  private static final StoreSettings STORE =
      new StoreSettings("pvc://store/root", null, null, "us-east-1");
  private static final RequestFormat SKLEARN = new RequestFormat("pd", "predict", "predict_proba");
  private static final Instant FROM = Instant.parse("2026-05-01T12:00:00Z");
  private static final Instant UNTIL = Instant.parse("2026-05-01T13:30:00Z");

  @TempDir Path root;
  private String log = "";
  private int files;

  @Test
  void joinsPredictionsWithTheirLabels() throws Exception {
    // three of four are right; by probability every positive stands above every negative but one
    capture("2026-05-01/12", line("a", "12:10:00", 1, 0.9), line("b", "12:20:00", 0, 0.2));
    capture("2026-05-01/13", line("c", "13:10:00.5", 0, 0.4), line("d", "13:20:00", 0, 0.1));
    feedback("2026-05-01/13", label("a", "13:00:00", "1"), label("b", "13:00:00", "0"));
    feedback("2026-05-01/14", label("c", "14:05:00", "1"), label("d", "14:05:00", "0"));
    EvaluateResult result = run(Task.BinaryClassification, "v1");
    assertThat(result.predictions()).isEqualTo(4);
    assertThat(result.labels()).isEqualTo(4);
    assertThat(result.unknownLabels()).isZero();
    assertThat(result.metrics().get("accuracy")).isEqualTo(0.75);
    assertThat(result.metrics().get("auc")).isEqualTo(1.0);
  }

  @Test
  void theLastLabelOfAnIdCounts() throws Exception {
    capture("2026-05-01/12", line("a", "12:10:00", 1, 0.9), line("b", "12:10:00", 0, 0.1));
    feedback(
        "2026-05-01/12",
        label("a", "12:40:00.250", "1"),
        label("a", "12:40:00", "0"),
        label("b", "12:40:00", "1"),
        label("b", "12:40:01", "0"));
    assertThat(run(Task.BinaryClassification, "v1").metrics().get("accuracy")).isEqualTo(1.0);
  }

  @Test
  void onlyTheVersionAndTheTimeThatAreAskedForCount() throws Exception {
    capture("2026-05-01/11", line("early", "11:59:59", 1, 0.9), line("in", "12:00:00", 1, 0.9));
    capture(
        "2026-05-01/13",
        line("last", "13:29:59", 0, 0.1),
        line("late", "13:30:00", 1, 0.9),
        line("other", "13:00:00", 1, 0.9).replace("\"v1\"", "\"v2\""),
        line("failed", "13:00:00", 1, 0.9).replace("200", "500"));
    // lines lie where they were written: one hour later at most
    capture("2026-05-01/14", line("flushed", "13:29:58", 0, 0.1));
    EvaluateResult result = run(Task.BinaryClassification, "v1");
    assertThat(result.predictions()).isEqualTo(2 + 1);
    assertThat(run(Task.BinaryClassification, null).predictions()).isEqualTo(4);
  }

  @Test
  void labelsOfUnknownIdsAreCounted() throws Exception {
    capture("2026-05-01/11", line("before", "11:30:00", 1, 0.9));
    capture("2026-05-01/12", line("a", "12:10:00", 1, 0.9));
    feedback(
        "2026-05-01/12",
        label("a", "12:30:00", "1"),
        label("before", "12:30:00", "1"),
        label("nobody", "12:30:00", "1"),
        label("noone", "12:30:00", "0"));
    EvaluateResult result = run(Task.BinaryClassification, "v1");
    assertThat(result.labels()).isEqualTo(1);
    assertThat(result.unknownLabels()).isEqualTo(2);
  }

  @Test
  void labelsThatCannotBeAreLeftOutAndCounted() throws Exception {
    capture(
        "2026-05-01/12",
        line("a", "12:10:00", 1, 0.9),
        line("b", "12:10:00", 0, 0.1),
        line("c", "12:10:00", 0, 0.1),
        line("d", "12:10:00", 0, 0.1));
    feedback(
        "2026-05-01/12",
        label("a", "12:30:00", "true"),
        label("b", "12:30:00", "0.0"),
        label("c", "12:30:00", "\"banana\""),
        label("d", "12:30:00", "{\"x\":1}"));
    EvaluateResult result = run(Task.BinaryClassification, "v1");
    assertThat(result.labels()).isEqualTo(2);
    assertThat(result.unusableLabels()).isEqualTo(2);
    assertThat(result.metrics().get("accuracy")).isEqualTo(1.0);
    assertThat(result.metrics().get("auc")).isEqualTo(1.0);
  }

  @Test
  void numbersAreMeasuredAsNumbers() throws Exception {
    capture(
        "2026-05-01/12",
        plain("a", "12:10:00", "{\"fare\":10}"),
        plain("b", "12:10:00", "{\"fare\":20.5}"),
        plain("c", "12:10:00", "{\"fare\":null}"));
    feedback(
        "2026-05-01/12",
        label("a", "12:30:00", "13"),
        label("b", "12:30:00", "\"16.5\""),
        label("c", "12:30:00", "1"));
    EvaluateResult result = run(Task.Regression, "v1", RequestFormat.PLAIN);
    assertThat(result.metrics().get("rmse"))
        .isCloseTo(Math.sqrt((9 + 16) / 2.0), Offset.offset(1e-9));
    assertThat(result.unusableLabels()).isEqualTo(1);
  }

  @Test
  void rowsOfOneRequestHaveTheirOwnIds() throws Exception {
    capture("2026-05-01/12", line("r/0", "12:10:00", 1, 0.9), line("r/1", "12:10:00", 0, 0.2));
    feedback("2026-05-01/12", label("r/0", "12:30:00", "1"), label("r/1", "12:30:00", "1"));
    assertThat(run(Task.BinaryClassification, "v1").metrics().get("accuracy")).isEqualTo(0.5);
  }

  @Test
  void withoutLabelsThereAreNoMetrics() throws Exception {
    capture("2026-05-01/12", line("a", "12:10:00", 1, 0.9));
    EvaluateResult result = run(Task.BinaryClassification, "v1");
    assertThat(result).isEqualTo(new EvaluateResult(1, 0, 0, 0, Map.of()));
  }

  @Test
  void anEmptyStoreIsNoError() throws Exception {
    assertThat(run(Task.BinaryClassification, "v1"))
        .isEqualTo(new EvaluateResult(0, 0, 0, 0, Map.of()));
  }

  @Test
  void aFileThatWasCutShortGivesWhatItHas() throws Exception {
    capture("2026-05-01/12", line("a", "12:10:00", 1, 0.9));
    Path whole =
        capture("2026-05-01/12", line("b", "12:10:00", 1, 0.9), line("c", "12:10:00", 1, 0.9));
    byte[] bytes = Files.readAllBytes(whole);
    Files.write(whole, Arrays.copyOf(bytes, bytes.length - 12));
    feedback("2026-05-01/12", label("a", "12:30:00", "1"));
    EvaluateResult result = run(Task.BinaryClassification, "v1");
    assertThat(result.labels()).isEqualTo(1);
    assertThat(result.predictions()).isBetween(1L, 3L);
    assertThat(log).contains("1 of them cut short");
  }

  @Test
  void aLongTimeIsListedAtOnce() throws Exception {
    capture("2026-05-01/12", line("a", "12:10:00", 1, 0.9));
    capture("2026-03-01/12", line("old", "12:10:00", 1, 0.9).replace("2026-05", "2026-03"));
    EvaluateResult result =
        run(
            new EvaluateTask(
                "ml",
                "fares",
                "v1",
                "2026-04-01T00:00:00Z",
                UNTIL.toString(),
                Task.BinaryClassification,
                SKLEARN,
                STORE));
    assertThat(result.predictions()).isEqualTo(1);
  }

  private EvaluateResult run(Task task, @Nullable String version) throws IOException {
    return run(task, version, SKLEARN);
  }

  private EvaluateResult run(Task task, @Nullable String version, RequestFormat format)
      throws IOException {
    return run(
        new EvaluateTask(
            "ml", "fares", version, FROM.toString(), UNTIL.toString(), task, format, STORE));
  }

  private EvaluateResult run(EvaluateTask task) throws IOException {
    var out = new ByteArrayOutputStream();
    var pod =
        new PodContext(
            Map.of(PodPaths.TASK, new ObjectMapper().writeValueAsString(task)),
            root,
            new PrintStream(out, true, StandardCharsets.UTF_8));
    Files.createDirectories(root.resolve("slipway/volumes/store/root"));
    var clock = Clock.fixed(Instant.parse("2026-05-01T14:30:00Z"), ZoneOffset.UTC);
    int code = new EvaluateCommand(pod, clock).call();
    log = out.toString(StandardCharsets.UTF_8);
    assertThat(code).as(log).isZero();
    String message = Files.readString(root.resolve("dev/termination-log"));
    return TerminationMessage.result(message, EvaluateResult.class).orElseThrow();
  }

  private Path capture(String hour, String... lines) throws IOException {
    return file("captures/ml/fares/" + hour, lines);
  }

  private void feedback(String hour, String... lines) throws IOException {
    file("feedback/ml/fares/" + hour, lines);
  }

  private Path file(String folder, String... lines) throws IOException {
    Path file =
        root.resolve("slipway/volumes/store/root")
            .resolve(folder)
            .resolve("pod-" + files++ + ".ndjson.gz");
    Files.createDirectories(file.getParent());
    try (var out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static String line(String id, String time, int prediction, double probability) {
    return plain(
        id,
        time,
        "{\"predict\":%d,\"predict_proba\":[%s,%s]}"
            .formatted(prediction, 1 - probability, probability));
  }

  private static String plain(String id, String time, String outputs) {
    return """
        {"id":"%s","row":0,"time":"2026-05-01T%sZ","modelVersion":"v1","status":200,"features":{"x":1,"s":"a"},"outputs":%s}"""
        .formatted(id, time, outputs);
  }

  private static String label(String id, String time, String label) {
    return """
        {"id":"%s","label":%s,"time":"2026-05-01T%sZ"}"""
        .formatted(id, label, time);
  }
}
