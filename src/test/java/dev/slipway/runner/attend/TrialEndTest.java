package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.Trial;
import dev.slipway.runner.PodContext;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left of a trial that is stopped, or whose code fails. */
@NullUnmarked
class TrialEndTest {
  private static final Instant NOW = Instant.parse("2026-11-22T10:02:30.250Z");
  private static final String LINES =
      "{\"name\":\"auc\",\"value\":0.5,\"step\":1}\n{\"name\":\"auc\",\"value\":0.75,\"step\":2}\n";

  @TempDir Path root;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private final Map<String, String> variables = new HashMap<>();
  private Trial trial =
      new Trial(
          "ml",
          "fares",
          "r1",
          "t7",
          Map.of("rate", "0.1"),
          "auc",
          null,
          null,
          new StoreSettings("pvc://store/root", null, null, "us-east-1"));

  @BeforeEach
  void pod() throws IOException {
    Files.createDirectories(root.resolve("slipway/work"));
    Files.createDirectories(root.resolve("slipway/volumes/store"));
    Files.writeString(root.resolve("slipway/work/metrics.jsonl"), LINES);
  }

  @Test
  void itsHistoryIsInTheStore() throws IOException {
    end();
    var json = new JsonMapper();
    assertThat(json.readTree(file("t7.json").toFile()))
        .isEqualTo(
            json.readTree(
                """
                {"namespace":"ml","trainingJob":"fares","run":"r1","trial":"t7","parameters":{"rate":"0.1"},
                 "state":"Stopped","objective":"auc","metrics":{"auc":0.75},"endedAt":"2026-11-22T10:02:30Z"}
                """));
    assertThat(file("t7.metrics.jsonl")).hasContent(LINES.strip());
  }

  @Test
  void oneThatReportedNothingHasARecordToo() throws IOException {
    Files.delete(root.resolve("slipway/work/metrics.jsonl"));
    end();
    assertThat(file("t7.json")).exists();
    assertThat(file("t7.metrics.jsonl")).doesNotExist();
  }

  @Test
  void whatPublishWroteStays() throws IOException {
    Files.createFile(root.resolve("slipway/work/.recorded"));
    end();
    assertThat(file("t7.json")).doesNotExist();
  }

  @Test
  void ofSeveralPodsTheFirstSpeaks() throws IOException {
    variables.put(PodPaths.RANK, "1");
    end();
    assertThat(file("t7.json")).doesNotExist();
  }

  @Test
  void aStoreThatCannotBeWrittenToIsSaid() throws IOException {
    Path folder = root.resolve("slipway/volumes/store");
    Files.delete(folder);
    Files.writeString(folder, "no folder");
    end();
    assertThat(log.toString(StandardCharsets.UTF_8))
        .contains("the record of trial t7 cannot be written");
  }

  @Test
  void whatIsNoTrialLeavesNothing() throws IOException {
    trial = null;
    end();
    assertThat(root.resolve("slipway/volumes/store/root")).doesNotExist();
  }

  private void end() {
    var pod = new PodContext(variables, root, new PrintStream(log, true, StandardCharsets.UTF_8));
    new TrialEnd(trial, pod, () -> NOW)
        .write(new MetricsTail(pod.path(PodPaths.METRICS), null, () -> NOW));
  }

  private Path file(String name) {
    return root.resolve("slipway/volumes/store/root/trials/ml/fares/r1").resolve(name);
  }
}
