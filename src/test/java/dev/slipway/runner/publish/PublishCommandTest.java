package dev.slipway.runner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.store.ArtifactManifest;
import dev.slipway.store.Digest;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishCommandTest {
  private static final StoreSettings STORE =
      new StoreSettings("pvc://store/root", null, null, "us-east-1");

  @TempDir Path root;
  private int rank;
  private boolean everyRank;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();

  @BeforeEach
  void pod() throws IOException {
    Files.createDirectories(root.resolve("slipway/model"));
    Files.createDirectories(root.resolve("slipway/work"));
    Files.createDirectories(root.resolve("slipway/volumes/store"));
  }

  @Test
  void publishesFilesMetricsAndCard() throws IOException {
    model("model.joblib", "weights");
    model("nested/vocabulary.txt", "a b c");
    metrics(
        """
        {"progress":0.5}
        {"name":"auc","value":0.5}
        this is no JSON
        {"name":"auc","value":0.75}
        {"name":"loss","value":NaN}
        {"name":"","value":1}
        """);
    PublishResult result = succeed();
    String lines =
        "%s  model.joblib\n%s  nested/vocabulary.txt\n"
            .formatted(DigestUtils.sha256Hex("weights"), DigestUtils.sha256Hex("a b c"));
    assertThat(artifact(result).digest()).isEqualTo(Digest.ofText(lines));
    assertThat(artifact(result).uri())
        .isEqualTo("pvc://store/root/models/ml/fares/" + Digest.hex(Digest.ofText(lines)));
    assertThat(artifact(result).sizeBytes()).isEqualTo(12);
    assertThat(result.metrics()).containsExactly(Map.entry("auc", 0.75));
    Path folder = folder(result);
    assertThat(folder.resolve("files/nested/vocabulary.txt")).hasContent("a b c");
    assertThat(folder.resolve("metrics.jsonl")).exists();
    assertThat(folder.resolve("README.md")).content().contains("# fares", "| auc | 0.7500 |");
    assertThat(
            JsonMapper.builder()
                .build()
                .readValue(folder.resolve("artifact.json").toFile(), ArtifactManifest.class)
                .digest())
        .isEqualTo(artifact(result).digest());
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("warning: 3 lines");
  }

  @Test
  void ofSeveralPodsTheFirstLeavesTheModel() throws IOException {
    rank = 1;
    model("model.joblib", "weights");
    assertThat(succeed().artifact()).isNull();
    assertThat(root.resolve("slipway/volumes/store/root")).doesNotExist();
    everyRank = true;
    assertThat(succeed().artifact()).isNotNull();
    everyRank = false;
    rank = 0;
    assertThat(succeed().artifact()).isNotNull();
  }

  @Test
  void keepsAModelThatIsThere() throws IOException {
    model("model.joblib", "weights");
    Path folder = folder(succeed());
    Files.writeString(folder.resolve("README.md"), "as it was");
    assertThat(folder(succeed())).isEqualTo(folder);
    assertThat(folder.resolve("README.md")).hasContent("as it was");
  }

  @Test
  void finishesWhatACrashLeftHalf() throws IOException {
    model("model.joblib", "weights");
    Path folder = folder(succeed());
    Files.delete(folder.resolve("artifact.json"));
    Files.writeString(folder.resolve("files/model.joblib"), "half");
    succeed();
    assertThat(folder.resolve("files/model.joblib")).hasContent("weights");
    assertThat(folder.resolve("artifact.json")).exists();
  }

  @Test
  void itsMarkDoesNotFollowALinkOfTheTraining() throws IOException {
    model("model.joblib", "weights");
    Path precious = Files.writeString(root.resolve("precious"), "of somebody else");
    Path mark = root.resolve("slipway/work/.published");
    Files.createDirectories(mark.getParent());
    Files.createSymbolicLink(mark, precious);
    succeed();
    assertThat(precious).hasContent("of somebody else");
    assertThat(mark).isRegularFile().isEmptyFile();
    assertThat(Files.isSymbolicLink(mark)).isFalse();
  }

  @Test
  void refusesAnEmptyModel() throws IOException {
    Files.createDirectories(root.resolve("slipway/model/empty"));
    Failure failure = fail();
    assertThat(failure.reason()).isEqualTo("NoModel");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).contains("$SLIPWAY_MODEL");
  }

  @Test
  void refusesLinksOutOfTheModel() throws IOException {
    Path secret = Files.writeString(root.resolve("secret"), "x");
    Files.createSymbolicLink(root.resolve("slipway/model/link"), secret);
    assertThat(fail().reason()).isEqualTo("InvalidModel");
  }

  @Test
  void keepsTheResultWithinATerminationMessage() throws IOException {
    model("m", "x");
    var lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append(
          "{\"name\":\"%s%d\",\"value\":0.123456789012345%d}\n".formatted("n".repeat(55), i, i));
    }
    metrics(lines.toString());
    assertThat(succeed().metrics())
        .hasSizeBetween(10, dev.slipway.runner.metrics.ReportedMetrics.MOST);
    assertThat(log.toString(StandardCharsets.UTF_8)).contains("60 metrics beyond the first 40");
  }

  private void model(String name, String content) throws IOException {
    Path file = root.resolve("slipway/model").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void metrics(String lines) throws IOException {
    Files.writeString(root.resolve("slipway/work/metrics.jsonl"), lines);
  }

  private Path folder(PublishResult result) {
    return root.resolve("slipway/volumes")
        .resolve(artifact(result).uri().substring("pvc://".length()));
  }

  private PublishResult succeed() throws IOException {
    assertThat(run()).as(log.toString(StandardCharsets.UTF_8)).isZero();
    return TerminationMessage.result(message(), PublishResult.class).orElseThrow();
  }

  private static Artifact artifact(PublishResult result) {
    return Objects.requireNonNull(result.artifact());
  }

  private Failure fail() throws IOException {
    assertThat(run()).isEqualTo(1);
    return TerminationMessage.failure(message()).orElseThrow();
  }

  private int run() throws IOException {
    var task =
        new PublishTask(
            "ml",
            "fares",
            new Lineage("fares", "sha256:run", "train:1", null, Map.of(), null, null),
            null,
            STORE,
            everyRank);
    var pod =
        new PodContext(
            Map.of(
                PodPaths.TASK,
                JsonMapper.builder().build().writeValueAsString(task),
                PodPaths.RANK,
                String.valueOf(rank)),
            root,
            new PrintStream(log, true, StandardCharsets.UTF_8));
    return new PublishCommand(pod).call();
  }

  private String message() throws IOException {
    return Files.readString(root.resolve("dev/termination-log"));
  }
}
