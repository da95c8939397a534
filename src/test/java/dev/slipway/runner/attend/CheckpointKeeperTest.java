package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Checkpoint;
import dev.slipway.contract.AttendTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the sidecar still does when its pod is told to end. */
class CheckpointKeeperTest {
  private static final StoreSettings STORE =
      new StoreSettings("pvc://store/root", null, null, "us-east-1");

  @TempDir Path root;
  private Path stored;

  @BeforeEach
  void pod() throws IOException {
    Files.createDirectories(root.resolve("slipway/checkpoint"));
    Files.createDirectories(root.resolve("slipway/work"));
    Files.createDirectories(root.resolve("slipway/volumes/store"));
    stored = root.resolve("slipway/volumes/store/root/run");
  }

  @Test
  void savesTheLastOneWhenThePodIsToldToEnd() throws Exception {
    checkpoint("step", "9");
    try (CheckpointKeeper keeper = keeper("0")) {
      keeper.keep(told());
      assertThat(keeper.last()).extracting(Checkpoint::number).isEqualTo(1);
      assertThat(keeper.trouble()).isNull();
    }
    assertThat(stored.resolve("000001.json")).exists();
  }

  @Test
  void removesThemWhenTheModelIsPublished() throws Exception {
    checkpoint("step", "9");
    try (CheckpointKeeper keeper = keeper("0")) {
      keeper.keep(told());
      assertThat(stored.resolve("000001.json")).exists();
      Files.createFile(root.resolve(PodPaths.PUBLISHED.substring(1)));
      keeper.keep(told());
    }
    assertThat(stored.resolve("000001.json")).doesNotExist();
  }

  @Test
  void ofSeveralPodsTheFirstKeepsThem() throws Exception {
    checkpoint("step", "9");
    try (CheckpointKeeper keeper = keeper("1")) {
      keeper.keep(told());
      assertThat(keeper.last()).isNull();
    }
    assertThat(stored).doesNotExist();
  }

  @Test
  void tellsWhyOneIsNotInTheStore() throws Exception {
    checkpoint("step", "9");
    Path volume = root.resolve("slipway/volumes/store");
    Files.delete(volume);
    Files.writeString(volume, "no folder");
    try (CheckpointKeeper keeper = keeper("0")) {
      keeper.keep(told());
      assertThat(keeper.last()).isNull();
      assertThat(keeper.trouble()).isNotBlank();
    }
  }

  private CheckpointKeeper keeper(String rank) {
    var pod =
        new PodContext(
            Map.of(PodPaths.RANK, rank), root, new PrintStream(new ByteArrayOutputStream()));
    var wanted =
        new AttendTask.Checkpoints(STORE.resolve("run"), PodPaths.CHECKPOINT, 60, 30, STORE);
    return new CheckpointKeeper(new AttendTask(wanted, null), pod, hurried());
  }

  /** Each look at the clock takes seconds, so that nobody waits. */
  private static InstantSource hurried() {
    var seconds = new AtomicLong(Instant.parse("2026-11-22T10:00:00Z").getEpochSecond());
    return () -> Instant.ofEpochSecond(seconds.addAndGet(2));
  }

  private static CountDownLatch told() {
    return new CountDownLatch(0);
  }

  private void checkpoint(String name, String content) throws IOException {
    RenamedFile.leave(root.resolve("slipway/checkpoint"), name, content);
  }
}
