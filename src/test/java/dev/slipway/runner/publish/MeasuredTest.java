package dev.slipway.runner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What publish knows of a training without its help. */
@NullUnmarked
class MeasuredTest {
  private static final Instant ENDED = Instant.parse("2026-11-22T10:02:30Z");

  @TempDir Path root;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private PodContext pod;

  @BeforeEach
  void pod() throws IOException {
    pod = new PodContext(Map.of(), root, new PrintStream(log, true, StandardCharsets.UTF_8));
    Files.createDirectories(root.resolve("slipway/work"));
  }

  @Test
  void whatTheSidecarHasSeenAreMetrics() throws IOException {
    left("{\"peakMemoryBytes\":6656000,\"cpuSeconds\":4.65}");
    assertThat(Measured.of(pod, ENDED))
        .containsExactly(Map.entry("peak_memory_bytes", 6656000.0), Map.entry("cpu_seconds", 4.65));
    Path started = Files.createDirectories(pod.path(PodPaths.STARTED));
    Files.setLastModifiedTime(started, FileTime.from(ENDED.minusSeconds(150)));
    assertThat(Measured.of(pod, ENDED)).hasSize(3).containsEntry("training_seconds", 150.0);
  }

  @Test
  void withoutItThereAreNoneAndNothingIsSaid() throws IOException {
    assertThat(Measured.of(pod, ENDED)).isEmpty();
    assertThat(log.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "oops",
        "{\"peakMemoryBytes\":\"much\",\"cpuSeconds\":1}",
        "{\"peakMemoryBytes\":-1,\"cpuSeconds\":1}",
        "{\"peakMemoryBytes\":1,\"cpuSeconds\":-0.5}",
        "{\"peakMemoryBytes\":1,\"cpuSeconds\":1e999}",
        "{\"peakMemoryBytes\":1,\"cpuSeconds\":\"NaN\"}",
        "{\"peakMemoryBytes\":99999999999999999999,\"cpuSeconds\":1}"
      })
  void whatIsNoSuchFileIsPassedOver(String text) throws IOException {
    left(text);
    assertThat(Measured.of(pod, ENDED)).isEmpty();
    if (!text.equals("null")) {
      assertThat(log.toString(StandardCharsets.UTF_8))
          .startsWith("warning: /slipway/work/.resources.json is passed over: ");
    }
  }

  private void left(String text) throws IOException {
    Files.writeString(pod.path(PodPaths.RESOURCES), text);
  }
}
