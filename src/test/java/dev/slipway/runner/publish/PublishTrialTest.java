package dev.slipway.runner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.contract.Failure;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.PublishTask.Keep;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.contract.Trial;
import dev.slipway.runner.PodContext;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What publish keeps of a search's trials, and what it adds to their metrics. */
@NullUnmarked
class PublishTrialTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final StoreSettings STORE =
      new StoreSettings("pvc://store/root", null, null, "us-east-1");
  private static final Instant ENDED = Instant.parse("2026-11-22T10:02:30.250Z");

  @TempDir Path root;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<String, String> variables = new HashMap<>();
  private Keep keep;
  private Trial trial;
  private boolean everyRank;

  @BeforeEach
  void pod() throws IOException {
    Files.createDirectories(root.resolve("slipway/work"));
    Files.createDirectories(root.resolve("slipway/volumes/store"));
    Files.createDirectories(root.resolve("slipway/model"));
    Files.writeString(root.resolve("slipway/model/model.bin"), "weights");
    trial = trial(null);
  }

  @ParameterizedTest
  @CsvSource({
    "true, , true",
    "true, 0.7, true",
    "true, 0.75, false",
    "true, 0.8, false",
    "false, 0.8, true",
    "false, 0.75, false",
    "false, 0.7, false"
  })
  void aModelIsKeptWhenItIsBetterThanTheBestOne(boolean maximize, Double best, boolean kept)
      throws IOException {
    keep = new Keep("auc", maximize, best, false);
    metrics("{\"name\":\"auc\",\"value\":0.9}\n{\"name\":\"auc\",\"value\":0.75}\n");
    PublishResult result = succeed();
    assertThat(result.artifact() != null).isEqualTo(kept);
    assertThat(store("models").toFile().exists()).isEqualTo(kept);
    assertThat(result.metrics()).containsEntry("auc", 0.75);
    assertThat(root.resolve("slipway/work/.published")).exists();
    assertThat(record().path("artifact").isMissingNode()).isEqualTo(!kept);
  }

  @Test
  void aFoldLeavesItsMetricsAndNeedsNoModel() throws IOException {
    keep = new Keep("auc", true, null, true);
    trial = trial(new Fold(2, 5));
    Files.delete(root.resolve("slipway/model/model.bin"));
    metrics("{\"name\":\"auc\",\"value\":0.75}\n");
    PublishResult result = succeed();
    assertThat(result.artifact()).isNull();
    assertThat(result.metrics()).containsEntry("auc", 0.75);
    assertThat(record().path("fold")).isEqualTo(JSON.readTree("{\"index\":2,\"of\":5}"));
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("auc is 0.75; the model is not kept");
  }

  @Test
  void theRecordHasAllThatIsKnown() throws IOException {
    keep = new Keep("val_auc", true, null, false);
    String lines =
        "{\"name\":\"train_auc\",\"value\":1,\"step\":1}\n{\"name\":\"val_auc\",\"value\":0.75,\"step\":1}\noops\n";
    metrics(lines);
    PublishResult result = succeed();
    assertThat(record())
        .isEqualTo(
            JSON.readTree(
                """
                {"namespace":"ml","trainingJob":"fares","run":"r1","trial":"t7","parameters":{"rate":"0.1"},
                 "state":"Succeeded","objective":"val_auc",
                 "metrics":{"val_auc":0.75,"train_auc":1.0,"overfit_gap.auc":0.25},
                 "artifact":%s,"startedAt":"2026-11-22T10:00:00Z","endedAt":"2026-11-22T10:02:30Z"}
                """
                    .formatted(JSON.writeValueAsString(result.artifact()))));
    assertThat(store("trials/ml/fares/r1/t7.metrics.jsonl")).hasContent(lines.strip());
    assertThat(root.resolve("slipway/work/.recorded")).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "null", "1e999"})
  void anObjectiveThatEndsAsNoNumberCannotBeCompared(String value) throws IOException {
    keep = new Keep("loss", false, null, false);
    metrics("{\"name\":\"loss\",\"value\":0.5}\n{\"name\":\"loss\",\"value\":" + value + "}\n");
    Failure failure = fail();
    assertThat(failure.reason()).isEqualTo("NoObjective");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).contains("last value of the objective loss", "no finite number");
    assertThat(record().path("state").asText()).isEqualTo("Failed");
    assertThat(record().path("reason").asText()).isEqualTo("NoObjective");
    assertThat(record().at("/metrics/loss").asDouble()).isEqualTo(0.5);
    assertThat(store("models")).doesNotExist();
    assertThat(root.resolve("slipway/work/.published")).doesNotExist();
  }

  @Test
  void anObjectiveThatBecameANumberAgainCounts() throws IOException {
    keep = new Keep("loss", false, null, true);
    metrics("{\"name\":\"loss\",\"value\":NaN}\n{\"name\":\"loss\",\"value\":0.5}\n");
    assertThat(succeed().metrics()).containsEntry("loss", 0.5);
  }

  @Test
  void anObjectiveThatIsMissingIsNamedWithWhatThereIs() throws IOException {
    keep = new Keep("auc", true, null, false);
    metrics("{\"name\":\"acc\",\"value\":0.5}\n{\"name\":\"loss\",\"value\":1}\n");
    assertThat(fail().message())
        .contains("not reported the objective auc", "It has reported: acc, loss");
    Files.delete(root.resolve("slipway/work/metrics.jsonl"));
    assertThat(fail().message()).endsWith("It has reported: none");
    assertThat(record().path("state").asText()).isEqualTo("Failed");
  }

  @Test
  void theObjectiveIsKeptHoweverManyMetricsThereAre() throws IOException {
    keep = new Keep("auc", true, null, true);
    var lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append(
          "{\"name\":\"%s%d\",\"value\":0.123456789012345%d}\n".formatted("n".repeat(60), i, i));
    }
    metrics(lines + "{\"name\":\"auc\",\"value\":0.75}\n");
    assertThat(succeed().metrics()).containsEntry("auc", 0.75).hasSizeGreaterThan(10);
  }

  @Test
  void aModelThatIsMissingIsToldInTheRecord() throws IOException {
    keep = new Keep("auc", true, null, false);
    Files.delete(root.resolve("slipway/model/model.bin"));
    metrics("{\"name\":\"auc\",\"value\":0.75}\n");
    assertThat(fail().reason()).isEqualTo("NoModel");
    assertThat(record().path("reason").asText()).isEqualTo("NoModel");
  }

  @Test
  void whatAnAttemptBeforeLeftIsReplaced() throws IOException {
    keep = new Keep("auc", true, null, true);
    metrics("{\"name\":\"auc\",\"value\":0.5}\n");
    succeed();
    metrics("{\"name\":\"auc\",\"value\":0.75}\n");
    succeed();
    assertThat(record().at("/metrics/auc").asDouble()).isEqualTo(0.75);
    assertThat(store("trials/ml/fares/r1/t7.metrics.jsonl")).content().contains("0.75");
  }

  @Test
  void ofSeveralPodsTheFirstSpeaksForTheTrial() throws IOException {
    keep = new Keep("auc", true, null, false);
    variables.put(PodPaths.RANK, "1");
    everyRank = true;
    metrics("{\"name\":\"auc\",\"value\":0.75}\n");
    assertThat(succeed().artifact()).isNotNull();
    assertThat(store("trials")).doesNotExist();
  }

  @Test
  void theTimeOfTheTrainingIsAMetric() throws IOException {
    trial = null;
    metrics("{\"name\":\"auc\",\"value\":0.75}\n");
    assertThat(succeed().metrics()).doesNotContainKey("training_seconds");
    started(ENDED.minusSeconds(150));
    assertThat(succeed().metrics()).containsEntry("training_seconds", 150.0);
    started(ENDED.plusSeconds(1));
    assertThat(succeed().metrics())
        .as("a clock that was set")
        .doesNotContainKey("training_seconds");
  }

  @Test
  void whatTheCodeReportsUnderANameOfOursStays() throws IOException {
    started(ENDED.minusSeconds(150));
    Files.writeString(
        root.resolve("slipway/work/.resources.json"),
        "{\"peakMemoryBytes\":4096,\"cpuSeconds\":2.5}");
    metrics(
        """
        {"name":"training_seconds","value":7}
        {"name":"overfit_gap.auc","value":8}
        {"name":"peak_memory_bytes","value":9}
        {"name":"train_auc","value":1}
        {"name":"val_auc","value":0.5}
        """);
    assertThat(succeed().metrics())
        .containsEntry("training_seconds", 7.0)
        .containsEntry("overfit_gap.auc", 8.0)
        .containsEntry("peak_memory_bytes", 9.0)
        .as("what it has not reported is added")
        .containsEntry("cpu_seconds", 2.5);
  }

  @Test
  void stepsThatAreNoneAreSaidAndTheValueCounts() throws IOException {
    metrics(
        """
        {"name":"auc","value":0.25,"step":"last"}
        {"name":"auc","value":0.5,"step":-1}
        {"name":"auc","value":0.75,"step":1.5}
        """);
    assertThat(succeed().metrics()).containsEntry("auc", 0.75);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("warning: 3 steps");
  }

  private static Trial trial(Fold fold) {
    return new Trial(
        "ml",
        "fares",
        "r1",
        "t7",
        Map.of("rate", "0.1"),
        "val_auc",
        "2026-11-22T10:00:00Z",
        fold,
        STORE);
  }

  private void started(Instant moment) throws IOException {
    Path folder = Files.createDirectories(root.resolve(PodPaths.STARTED.substring(1)));
    Files.setLastModifiedTime(folder, FileTime.from(moment));
  }

  private void metrics(String lines) throws IOException {
    Files.writeString(root.resolve("slipway/work/metrics.jsonl"), lines);
  }

  private Path store(String path) {
    return root.resolve("slipway/volumes/store/root").resolve(path);
  }

  private JsonNode record() throws IOException {
    return JSON.readTree(store("trials/ml/fares/r1/t7.json").toFile());
  }

  private PublishResult succeed() throws IOException {
    assertThat(run()).as(log.toString(StandardCharsets.UTF_8)).isZero();
    return TerminationMessage.result(message(), PublishResult.class).orElseThrow();
  }

  private Failure fail() throws IOException {
    assertThat(run()).isEqualTo(1);
    return TerminationMessage.failure(message()).orElseThrow();
  }

  private int run() throws IOException {
    var lineage = new Lineage("fares", "sha256:run", "train:1", null, Map.of(), null, null);
    var task =
        new PublishTask("ml", "fares", lineage, null, STORE, everyRank, keep, trial, List.of());
    variables.put(PodPaths.TASK, JSON.writeValueAsString(task));
    var pod = new PodContext(variables, root, new PrintStream(log, true, StandardCharsets.UTF_8));
    return new PublishCommand(pod, ENDED).call();
  }

  private String message() throws IOException {
    return Files.readString(root.resolve("dev/termination-log"));
  }
}
