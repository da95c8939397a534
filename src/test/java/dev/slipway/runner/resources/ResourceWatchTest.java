package dev.slipway.runner.resources;

import static dev.slipway.runner.resources.MadeUpProc.TRACKER;
import static dev.slipway.runner.resources.MadeUpProc.TRAIN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.ResourceUse;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left to publish, and what is said. */
@NullUnmarked
class ResourceWatchTest {
  private static final long KIB = 1024;

  @TempDir Path root;
  private final ByteArrayOutputStream log = new ByteArrayOutputStream();
  private PodContext pod;
  private MadeUpProc proc;

  @BeforeEach
  void sidecar() throws IOException {
    pod = new PodContext(Map.of(), root, new PrintStream(log, true, StandardCharsets.UTF_8));
    proc = new MadeUpProc(Files.createDirectories(root.resolve("proc")));
    Files.createDirectories(root.resolve("slipway/work"));
  }

  @Test
  void thePeakIsThatOfAllProcessesTogether() throws IOException {
    try (var watch = new ResourceWatch(pod)) {
      watch.look();
      assertThat(left()).as("the training has not begun").doesNotExist();
      proc.process(20, 0, TRACKER).ticks(50, 0).memory(1000, 1000).write();
      proc.process(30, 0, TRAIN).ticks(200, 0).memory(4000, 4000).write();
      watch.look();
      proc.process(30, 0, TRAIN).ticks(300, 0).memory(3000, 4000).write();
      proc.process(31, 30, TRAIN).ticks(10, 0).memory(2500, 2500).write();
      watch.look();
      assertUse(6500 * KIB, 3.6);
      proc.end(31);
      proc.process(30, 0, TRAIN).ticks(400, 15).memory(2000, 4000).write();
      watch.look();
      assertUse(6500 * KIB, 4.65);
    }
    assertThat(said())
        .isEqualTo("memory of the training: up to 6,656,000 bytes; processor time: 4.7 s\n");
  }

  @Test
  void thePeakOfOneAloneIsFoundBetweenTwoLooks() throws IOException {
    try (var watch = new ResourceWatch(pod)) {
      proc.process(30, 0, TRAIN).memory(2000, 9000).write();
      proc.process(31, 30, TRAIN).memory(1000, 1500).write();
      watch.look();
      assertUse(9000 * KIB, 0);
    }
  }

  @Test
  void whatPublishUsesDoesNotCount() throws IOException {
    var watch = new ResourceWatch(pod);
    proc.process(30, 0, TRAIN).ticks(200, 0).memory(4000, 4000).write();
    watch.look();
    proc.end(30);
    proc.process(40, 0, "0::/../cri-containerd-cccc.scope\n")
        .ticks(900, 0)
        .memory(90_000, 90_000)
        .write();
    Files.createDirectories(pod.path(PodPaths.PUBLISHING));
    watch.look();
    Files.delete(pod.path(PodPaths.PUBLISHING));
    watch.look();
    watch.close();
    assertUse(4000 * KIB, 2);
    assertThat(said().lines()).hasSize(1);
  }

  @Test
  void aNamespaceThatIsNotSharedIsSaidOnce() throws IOException {
    var watch = new ResourceWatch(pod);
    watch.look();
    watch.look();
    watch.close();
    watch.close();
    assertThat(left()).doesNotExist();
    assertThat(said())
        .isEqualTo(
            "what the training uses is not known: /proc shows no processes of other containers\n");
  }

  @Test
  void withoutProcItIsSaidOnceAndNothingFails() throws IOException {
    Files.delete(root.resolve("proc/self/cgroup"));
    try (var watch = new ResourceWatch(pod)) {
      watch.look();
      watch.look();
    }
    assertThat(left()).doesNotExist();
    assertThat(said().lines()).singleElement().asString().contains("cannot be measured", "cgroup");
  }

  @Test
  void noLinkOfTheTrainingIsFollowed() throws IOException {
    Path model = Files.writeString(root.resolve("model-of-another"), "{\"peakMemoryBytes\":1}");
    Path whole = left().resolveSibling(".resources.json.tmp");
    Files.createSymbolicLink(whole, model);
    Files.createSymbolicLink(left(), model);
    assertThat(ResourceFile.read(pod)).isEmpty();
    proc.process(30, 0, TRAIN).ticks(400, 0).memory(2000, 4000).write();
    try (var watch = new ResourceWatch(pod)) {
      watch.look();
    }
    assertThat(model).hasContent("{\"peakMemoryBytes\":1}");
    assertThat(left()).isRegularFile();
    assertUse(4000 * KIB, 4);
  }

  @Test
  void aFileThatCannotBeWrittenIsSaidOnce() throws IOException {
    Files.createDirectories(left().resolve("in-the-way"));
    proc.process(30, 0, TRAIN).ticks(400, 0).memory(2000, 4000).write();
    try (var watch = new ResourceWatch(pod)) {
      watch.look();
      watch.look();
    }
    assertThat(said().lines()).hasSize(2);
    assertThat(said())
        .contains("cannot be measured", "memory of the training: up to 4,096,000 bytes");
  }

  @Test
  void aSidecarThatBeginsAnewForgetsNoPeak() throws IOException {
    ResourceFile.write(pod, new ResourceUse(9000 * KIB, 1.5));
    try (var watch = new ResourceWatch(pod)) {
      proc.process(30, 0, TRAIN).ticks(400, 0).memory(2000, 4000).write();
      watch.look();
      assertUse(9000 * KIB, 4);
    }
  }

  @Test
  void itLooksByItself() throws IOException {
    proc.process(30, 0, TRAIN).ticks(400, 0).memory(2000, 4000).write();
    try (ResourceWatch started = ResourceWatch.start(pod)) {
      Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> Files.exists(left()));
      assertThat(started).isNotNull();
    }
    assertUse(4000 * KIB, 4);
  }

  private Path left() {
    return pod.path(PodPaths.RESOURCES);
  }

  private void assertUse(long bytes, double seconds) {
    assertThat(ResourceFile.read(pod)).contains(new ResourceUse(bytes, seconds));
  }

  private String said() {
    return log.toString(StandardCharsets.UTF_8);
  }
}
