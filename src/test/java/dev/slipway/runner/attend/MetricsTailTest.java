package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.TrainingProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
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
    tail = new MetricsTail(file, () -> now);
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
