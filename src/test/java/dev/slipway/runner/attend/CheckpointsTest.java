package dev.slipway.runner.attend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Checkpoint;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.Folders;
import dev.slipway.runner.Main;
import dev.slipway.runner.PodContext;
import dev.slipway.store.CheckpointManifest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the files that training code leaves, in a real folder and a real store. */
class CheckpointsTest {
  private static final StoreSettings SETTINGS =
      new StoreSettings("pvc://store/root", null, null, "us-east-1");
  private static final String URI = SETTINGS.resolve("checkpoints/ns/job/run");

  @TempDir Path root;
  private Path folder;
  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private ObjectStore store;
  private Checkpoints checkpoints;

  @BeforeEach
  void begin() throws IOException {
    folder = Files.createDirectories(root.resolve("slipway/checkpoint"));
    Files.createDirectories(root.resolve("slipway/volumes/store"));
    store = ObjectStore.open(URI, SETTINGS, Map.of(), root);
    checkpoints = opened();
  }

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void whatIsRenamedIntoPlaceIsSavedAtOnce() throws IOException {
    renamed("step", "7");
    checkpoints.look(false);
    assertThat(checkpoints.last()).isEqualTo(new Checkpoint(1, "2026-11-22T10:00:00Z", 1));
    assertThat(restored()).containsExactly(Map.entry("step", "7"));
  }

  @Test
  void aRenamedFolderIsSavedWhole() throws IOException {
    Path making = Files.createDirectories(folder.resolve(".epoch-1/model"));
    RenamedFile.write(making.resolve("weights.pt"), "weights");
    RenamedFile.write(folder.resolve(".epoch-1/state.json"), "{}");
    checkpoints.look(true);
    assertThat(checkpoints.last()).isNull();
    Files.move(folder.resolve(".epoch-1"), folder.resolve("epoch-1"));
    checkpoints.look(false);
    assertThat(restored())
        .containsOnly(
            Map.entry("epoch-1/model/weights.pt", "weights"),
            Map.entry("epoch-1/state.json", "{}"));
  }

  @Test
  void whatIsWrittenInPlaceCountsWhenItWasLeftAlone() throws IOException {
    Files.writeString(folder.resolve("step"), "half of it");
    checkpoints.look(false);
    later(Checkpoints.REST.minusSeconds(1));
    checkpoints.look(false);
    assertThat(checkpoints.last()).isNull();
    Files.writeString(folder.resolve("step"), "more than half of it");
    checkpoints.look(false);
    later(Checkpoints.REST.minusSeconds(1));
    checkpoints.look(false);
    assertThat(checkpoints.last()).isNull();
    later(Duration.ofSeconds(1));
    checkpoints.look(false);
    assertThat(restored()).containsExactly(Map.entry("step", "more than half of it"));
  }

  @Test
  void whatWasCutOffAtTheEndIsNotSaved() throws IOException {
    renamed("step", "whole");
    checkpoints.look(false);
    Files.writeString(folder.resolve("step"), "cut o");
    later(Duration.ofHours(1));
    checkpoints.look(true);
    later(Duration.ofHours(1));
    checkpoints.look(true);
    assertThat(restored()).containsExactly(Map.entry("step", "whole"));
  }

  @Test
  void whatWasSavedOnceMayStayAsItWasWritten() throws IOException {
    Files.writeString(folder.resolve("config.json"), "{}");
    Files.createDirectories(folder.resolve("parts"));
    Files.writeString(folder.resolve("parts/1"), "1");
    checkpoints.look(false);
    later(Checkpoints.REST);
    checkpoints.look(false);
    renamed("step", "1");
    checkpoints.look(true);
    assertThat(restored()).containsEntry("step", "1").containsEntry("parts/1", "1").hasSize(3);
    Files.writeString(folder.resolve("parts/2"), "cut o");
    renamed("step", "2");
    checkpoints.look(true);
    assertThat(restored()).containsEntry("step", "1").hasSize(3);
  }

  @Test
  void copiesKeepTheirDistanceAndTheLastIsNotLost() throws IOException {
    renamed("step", "1");
    checkpoints.look(false);
    renamed("step", "2");
    later(Duration.ofSeconds(59));
    checkpoints.look(false);
    assertThat(restored()).containsExactly(Map.entry("step", "1"));
    checkpoints.look(true);
    assertThat(restored()).containsExactly(Map.entry("step", "2"));
  }

  @Test
  void twoAreKeptAndWhatTheyShareIsUploadedOnce() throws IOException {
    renamed("base", "same");
    for (int step = 1; step <= 5; step++) {
      renamed("step", String.valueOf(step));
      later(Duration.ofMinutes(1));
      checkpoints.look(false);
    }
    assertThat(store.list("").stream().filter(path -> path.endsWith(".json")))
        .containsExactly("000004.json", "000005.json");
    assertThat(store.list(CheckpointManifest.FILES)).hasSize(3); // base, and two steps
  }

  @Test
  void aLaterAttemptCountsOn() throws IOException {
    renamed("step", "1");
    checkpoints.look(false);
    Files.delete(folder.resolve("step"));
    Checkpoints next = opened();
    next.look(false);
    assertThat(next.last()).isNull();
    renamed("step", "2");
    next.look(false);
    assertThat(next.last()).extracting(Checkpoint::number).isEqualTo(2);
  }

  @Test
  void anEmptyFolderIsNoCheckpoint() throws IOException {
    renamed("step", "1");
    checkpoints.look(false);
    Files.delete(folder.resolve("step"));
    later(Duration.ofHours(1));
    checkpoints.look(false);
    checkpoints.look(true);
    assertThat(restored()).containsExactly(Map.entry("step", "1"));
  }

  @Test
  void aDamagedOneGivesWayToTheOneBefore() throws IOException {
    for (int step = 1; step <= 2; step++) {
      renamed("step", String.valueOf(step));
      later(Duration.ofMinutes(1));
      checkpoints.look(false);
    }
    CheckpointManifest second =
        new JsonMapper().readValue(store.read("000002.json"), CheckpointManifest.class);
    store.write(CheckpointManifest.content(second.files().getFirst()), "x".getBytes());
    assertThat(restored()).containsExactly(Map.entry("step", "1"));
    store.write("000003.json", "{".getBytes());
    assertThat(restored()).containsExactly(Map.entry("step", "1"));
  }

  @Test
  void nothingIsThereToResumeFromAtFirst() throws IOException {
    assertThat(restored()).isEmpty();
  }

  @Test
  void noneIsLeftWhenTheModelIsThere() throws IOException {
    renamed("step", "1");
    checkpoints.look(false);
    checkpoints.discard();
    assertThat(store.list("")).isEmpty();
  }

  private Checkpoints opened() throws IOException {
    return new Checkpoints(store, folder, Duration.ofMinutes(1), () -> now);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  private void renamed(String name, String content) throws IOException {
    RenamedFile.leave(folder, name, content);
  }

  /** What {@code runner fetch} makes of it, in a pod of its own. */
  private Map<String, String> restored() throws IOException {
    Path resume = root.resolve(PodPaths.RESUME.substring(1));
    Folders.clear(resume);
    var task =
        new FetchTask(
            List.of(new FetchTask.Item(FetchTask.Kind.CHECKPOINT, URI, "", PodPaths.RESUME)),
            SETTINGS);
    var pod =
        new PodContext(
            Map.of(PodPaths.TASK, new JsonMapper().writeValueAsString(task)),
            root,
            new PrintStream(new ByteArrayOutputStream()));
    assertThat(Main.commandLine(pod).execute("fetch")).isZero();
    var found = new TreeMap<String, String>();
    try (var all = Files.walk(resume)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        found.put(resume.relativize(file).toString(), Files.readString(file));
      }
    }
    return found;
  }
}
