package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.contract.AttendTask;
import dev.slipway.contract.Failure;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.Folders;
import dev.slipway.runner.Main;
import dev.slipway.runner.PodContext;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a model gets out of a pod of another operator, and into a pod that publishes it. */
class StagingTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings("pvc://store/root", null, null, "us-east-1");
  private static final String RUN = SETTINGS.resolve("staging/ml/fares/run");
  private static final String ATTEMPT = RUN + "/1";

  @TempDir Path root;
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private Path model;

  @BeforeEach
  void begin() throws IOException {
    model = Files.createDirectories(root.resolve("slipway/model"));
    Files.createDirectories(root.resolve("slipway/work"));
    Files.createDirectories(root.resolve("slipway/volumes/store"));
  }

  @AfterEach
  void readable() {
    model.toFile().setReadable(true);
  }

  @Test
  void whatAPodLeavesIsPublishedAndForgotten() throws IOException {
    left("the model");
    Files.writeString(root.resolve("slipway/work/metrics.jsonl"), "{\"name\":\"auc\",\"value\":1}");
    Files.writeString(
        root.resolve("slipway/work/.resources.json"),
        "{\"peakMemoryBytes\":4096,\"cpuSeconds\":2.5}");
    try (Staging staging = pod("a")) {
      staging.leave();
    }
    empty();
    assertThat(fetch(0)).isZero();
    assertThat(model.resolve("deep/model.txt")).hasContent("the model");

    var task =
        new PublishTask(
            "ml",
            "fares",
            new Lineage("fares", "sha256:run", null, null, Map.of(), null, null),
            null,
            SETTINGS,
            false,
            null,
            null,
            List.of(RUN));
    assertThat(run("publish", task)).isZero();
    assertThat(TerminationMessage.result(words(), PublishResult.class))
        .hasValueSatisfying(
            result ->
                assertThat(result.metrics())
                    .containsExactlyInAnyOrderEntriesOf(
                        Map.of("auc", 1.0, "peak_memory_bytes", 4096.0, "cpu_seconds", 2.5)));
    try (ObjectStore store = ObjectStore.open(RUN, SETTINGS, Map.of(), root)) {
      assertThat(store.list("")).isEmpty();
    }
  }

  @Test
  void thePodThatBeganLastIsTheOneThatCounts() throws IOException {
    Staging first = pod("first");
    now = now.plusSeconds(60);
    Staging second = pod("second");
    left("of the second");
    second.leave();
    left("of the first, which was killed and ended late");
    first.leave();
    first.close();
    second.close();
    empty();
    assertThat(fetch(0)).isZero();
    assertThat(model.resolve("deep/model.txt")).hasContent("of the second");
  }

  @Test
  void thePodThatBeganLastIsWaitedFor() throws IOException {
    left("of a pod that failed");
    try (Staging failed = pod("failed")) {
      failed.leave();
    }
    now = now.plusSeconds(60);
    pod("still uploading").close();
    empty();
    assertThat(fetch(0)).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("NotStaged");
    assertThat(failure().retryable()).isTrue();
    assertThat(failure().message()).contains("terminationGracePeriodSeconds");
    assertThat(model).isEmptyDirectory();
  }

  @Test
  void aPodThatNeverBeganIsNamed() throws IOException {
    assertThat(fetch(0)).isEqualTo(1);
    assertThat(failure().message()).contains("no pod has left a model");
  }

  @Test
  void aTaskWithoutItemsBringsNothing() throws IOException {
    assertThat(run("fetch", Map.of("store", SETTINGS)))
        .as("a runtime of TrainJobs has fetch whatever it is asked for")
        .isZero();
  }

  @Test
  void anEmptyFolderIsNoModel() throws IOException {
    try (Staging staging = pod("a")) {
      staging.leave();
    }
    assertThat(fetch(0)).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("NoModel");
    assertThat(failure().retryable()).isFalse();
  }

  @Test
  void aFileThatWasChangedInTheStoreIsNotPublished() throws IOException {
    left("the model");
    try (Staging staging = pod("a")) {
      staging.leave();
    }
    empty();
    Path files = root.resolve("slipway/volumes/store/root/staging/ml/fares/run/1/files");
    try (var all = Files.list(files)) {
      Files.writeString(all.findFirst().orElseThrow(), "another");
    }
    assertThat(fetch(0)).isEqualTo(1);
    assertThat(failure().reason()).isEqualTo("DigestMismatch");
    assertThat(model.resolve("deep/model.txt")).doesNotExist();
  }

  private Staging pod(String name) {
    return new Staging(
        new AttendTask.Staging(ATTEMPT, SETTINGS), context(Map.of("HOSTNAME", name)), () -> now);
  }

  private void left(String content) throws IOException {
    Files.createDirectories(model.resolve("deep"));
    Files.writeString(model.resolve("deep/model.txt"), content);
  }

  /** Another pod begins. */
  private void empty() throws IOException {
    Folders.clear(root.resolve("slipway/model"));
    Folders.clear(root.resolve("slipway/work"));
    Files.createDirectories(model);
    Files.createDirectories(root.resolve("slipway/work"));
  }

  private int fetch(long patience) throws IOException {
    return run(
        "fetch",
        new FetchTask(List.of(FetchTask.Item.staged(ATTEMPT, PodPaths.MODEL, patience)), SETTINGS));
  }

  private int run(String command, Object task) throws IOException {
    return Main.commandLine(
            context(Map.of(PodPaths.TASK, new JsonMapper().writeValueAsString(task))))
        .execute(command);
  }

  private PodContext context(Map<String, String> variables) {
    return new PodContext(variables, root, new PrintStream(new ByteArrayOutputStream()));
  }

  private String words() throws IOException {
    return Files.readString(root.resolve("dev/termination-log"));
  }

  private Failure failure() throws IOException {
    return TerminationMessage.failure(words()).orElseThrow();
  }
}
