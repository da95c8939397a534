package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.TrainingProgress;
import dev.slipway.contract.AttendTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTailTest {
  @TempDir Path folder;
  private Path file;
  private Instant now = Instant.parse("2026-11-20T10:00:00Z");
  private MetricsTail tail;

  @BeforeEach
  void begin() {
    file = folder.resolve("metrics.jsonl");
    tail = new MetricsTail(file, null, () -> now);
  }

  @Test
  void nothingIsKnownBeforeSomethingIsReported() throws IOException {
    TrainingProgress progress = tail.now();
    assertThat(progress.percent()).isNull();
    assertThat(progress.reportedAt()).isNull();
    assertThat(progress.metrics()).isEmpty();
  }

  @Test
  void linesCountWhenTheyAreWhole() throws IOException {
    append("{\"name\":\"loss\",\"value\":0.5}\n{\"name\":\"loss\",\"val");
    assertThat(tail.now().metrics()).containsEntry("loss", 0.5);
    now = now.plusSeconds(10);
    append("ue\":0.25}\n");
    assertThat(tail.now().metrics()).containsEntry("loss", 0.25);
    assertThat(tail.now().reportedAt()).isEqualTo("2026-11-20T10:00:10Z");
  }

  @Test
  void progressTellsWhenItWillBeDone() throws IOException {
    now = now.plusSeconds(30);
    append("{\"progress\":0.25}\nnot a line\n");
    TrainingProgress progress = tail.now();
    assertThat(progress.percent()).isEqualTo(25);
    assertThat(progress.remainingSeconds()).isEqualTo(90);
    now = now.plusSeconds(600);
    assertThat(tail.now().reportedAt()).as("nothing new").isEqualTo("2026-11-20T10:00:30Z");
  }

  @Test
  void aFileThatIsBegunAnewIsReadAnew() throws IOException {
    append("{\"name\":\"loss\",\"value\":0.5}\n{\"name\":\"auc\",\"value\":0.5}\n");
    tail.now();
    Files.writeString(file, "{\"name\":\"loss\",\"value\":0.75}\n");
    assertThat(tail.now().metrics()).containsOnlyKeys("loss").containsEntry("loss", 0.75);
  }

  @Test
  void theCourseOfTheObjectiveIsTold() throws IOException {
    tail = new MetricsTail(file, new AttendTask.Curve("auc", List.of(10L, 30L)), () -> now);
    append(
        """
        {"name":"auc","value":0.1,"step":5}
        {"name":"loss","value":9,"step":10}
        {"name":"auc","value":0.3,"step":12.0}
        {"name":"auc","value":NaN,"step":30}
        """);
    assertThat(tail.now().curve()).isEqualTo(Map.of(10L, 0.3, 12L, 0.3));
    append("{\"name\":\"auc\",\"value\":0.5,\"step\":30}\n");
    TrainingProgress progress = tail.now();
    assertThat(progress.curve()).isEqualTo(Map.of(10L, 0.3, 30L, 0.5));
    String json = new JsonMapper().writeValueAsString(progress);
    assertThat(json).contains("\"curve\":{\"10\":0.3,\"30\":0.5}");
    assertThat(new JsonMapper().readValue(json, TrainingProgress.class)).isEqualTo(progress);
    Files.writeString(file, "{\"name\":\"auc\",\"value\":0.7}\n");
    assertThat(tail.now().curve()).as("begun anew").isEqualTo(Map.of(1L, 0.7));
  }

  @Test
  void theObjectiveIsFollowedHoweverManyMetricsComeBeforeIt() throws IOException {
    tail = new MetricsTail(file, new AttendTask.Curve("auc", List.of(1L, 2L)), () -> now);
    for (int i = 0; i < 50; i++) {
      append("{\"name\":\"m%d\",\"value\":1}\n".formatted(i));
    }
    append("{\"name\":\"auc\",\"value\":0.5}\n");
    assertThat(tail.now().curve()).isEqualTo(Map.of(1L, 0.5));
    assertThat(tail.now().metrics()).hasSize(41).containsEntry("auc", 0.5);
  }

  @Test
  void withoutAnObjectiveThereIsNoCurve() throws IOException {
    append("{\"name\":\"auc\",\"value\":0.5,\"step\":1}\n");
    assertThat(new JsonMapper().writeValueAsString(tail.now())).doesNotContain("curve");
  }

  @Test
  void manyLinesAreReadInPieces() throws IOException {
    var lines = new StringBuilder();
    for (int i = 0; i < 300_000; i++) {
      lines.append("{\"name\":\"loss\",\"value\":").append(i).append("}\n");
    }
    append(lines.toString());
    append("x".repeat(5 << 20) + "\n{\"name\":\"loss\",\"value\":7}\n");
    assertThat(tail.now().metrics()).containsEntry("loss", 7.0);
  }

  private void append(String text) throws IOException {
    Files.writeString(file, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
