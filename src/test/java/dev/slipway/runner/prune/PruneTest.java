package dev.slipway.runner.prune;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PruneResult;
import dev.slipway.contract.PruneTask;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.prepare.PreparePod;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.S3Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old snapshots go; what is kept, and what may still become one, stays. */
@NullUnmarked
class PruneTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

  @TempDir Path root;
  private PreparePod pod;

  @BeforeEach
  void pod() {
    pod = new PreparePod(root);
  }

  /** Five snapshots, made on 20 to 24 November. */
  private List<Snapshot> five() {
    var all = new ArrayList<Snapshot>();
    for (int day = 20; day < 25; day++) {
      pod.now = Instant.parse("2026-11-" + day + "T10:00:00Z");
      all.add(
          pod.file("rows.csv", "id,x\n1,1\n2," + day + "\n")
              .prepare(
                  """
                  sources: [{name: rows, uri: "pvc://sources/rows.csv"}]
                  splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
                  """));
    }
    return all;
  }

  private String run(List<String> keep, Integer snapshots, String age) {
    try {
      var variables = new HashMap<>(pod.variables);
      variables.put(
          PodPaths.TASK,
          JSON.writeValueAsString(new PruneTask("ns", "flights", pod.store, keep, snapshots, age)));
      new PruneCommand(
              new PodContext(variables, root, new PrintStream(OutputStream.nullOutputStream())),
              Clock.fixed(NOW, ZoneOffset.UTC))
          .call();
      return Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PruneResult prune(List<String> keep, Integer snapshots, String age) {
    String message = run(keep, snapshots, age);
    return TerminationMessage.result(message, PruneResult.class)
        .orElseThrow(() -> new AssertionError(message));
  }

  private Path folder() {
    return pod.folder("store").resolve("datasets/ns/flights");
  }

  private List<String> left() throws IOException {
    try (Stream<Path> folders = Files.list(folder())) {
      return folders.map(f -> f.getFileName().toString().substring(0, 12)).sorted().toList();
    }
  }

  private static List<String> names(List<Snapshot> all, int... which) {
    return Arrays.stream(which).mapToObj(i -> all.get(i).name()).sorted().toList();
  }

  private long size(Snapshot snapshot) throws IOException {
    try (Stream<Path> files = Files.walk(pod.in(snapshot, ""))) {
      return files.filter(Files::isRegularFile).mapToLong(f -> f.toFile().length()).sum();
    }
  }

  @Test
  void theNewestStay() throws IOException {
    List<Snapshot> all = five();
    long bytes = size(all.get(0)) + size(all.get(1)) + size(all.get(2));
    PruneResult result = prune(names(all, 4), 2, null);
    assertThat(left()).isEqualTo(names(all, 3, 4));
    assertThat(result).isEqualTo(new PruneResult(3, bytes, null));
    assertThat(pod.rows(all.get(4), "id,x")).containsExactly("1|1", "2|24");
    assertThat(prune(names(all, 4), 2, null)).isEqualTo(new PruneResult(0, 0, null));
  }

  @Test
  void whatIsInUseStays() throws IOException {
    List<Snapshot> all = five();
    // the current one is the oldest: the data went back to what it had been
    assertThat(prune(names(all, 0, 2), 1, null).snapshots()).isEqualTo(2);
    assertThat(left()).isEqualTo(names(all, 0, 2, 4));
  }

  @Test
  void whatIsTooOldGoes() throws IOException {
    List<Snapshot> all = five();
    PruneResult result = prune(names(all, 4), null, "72h");
    assertThat(left()).isEqualTo(names(all, 3, 4));
    assertThat(result.snapshots()).isEqualTo(3);
    assertThat(result.nextExpiry()).isEqualTo("2026-11-26T10:00:00Z");
    assertThat(prune(names(all, 3, 4), null, "1h").nextExpiry()).isNull();
    assertThat(left()).isEqualTo(names(all, 3, 4));
  }

  @Test
  void whatABrokenPreparationLeftGoesAfterADay() throws IOException {
    List<Snapshot> all = five();
    Path fresh = folder().resolve("f".repeat(64) + "/train/train.parquet");
    Path old = folder().resolve("e".repeat(64) + "/train/train.parquet");
    Path written = pod.folder("store").resolve(".incomplete/half");
    Path running = pod.folder("store").resolve(".incomplete/quarter");
    for (Path file : List.of(fresh, old, written, running)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "half of it");
      int hours = file.equals(fresh) || file.equals(running) ? 1 : 25;
      Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(hours * 3600L)));
    }
    PruneResult result = prune(names(all, 4), 10, null);
    assertThat(result).isEqualTo(new PruneResult(0, 20, null));
    assertThat(fresh).exists();
    assertThat(running).exists();
    assertThat(old.getParent().getParent()).doesNotExist();
    assertThat(written).doesNotExist();
  }

  @Test
  void preparationsCleanUpToo() throws IOException {
    five();
    Path old = folder().resolve("e".repeat(64) + "/train/train.parquet");
    Path fresh = folder().resolve("f".repeat(64) + "/train/train.parquet");
    for (Path file : List.of(old, fresh)) {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "half of it");
      int hours = file.equals(fresh) ? 1 : 25;
      Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(hours * 3600L)));
    }
    pod.now = NOW;
    pod.file("rows.csv", "id,x\n1,1\n")
        .prepare(
            """
            sources: [{name: rows, uri: "pvc://sources/rows.csv"}]
            splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
            """);
    assertThat(old.getParent().getParent()).doesNotExist();
    assertThat(fresh).exists();
    assertThat(left()).hasSize(7);
    assertThat(pod.log).contains("10 bytes freed", "plan: CREATE");
  }

  @Test
  void aRemovalThatBreaksOffLeavesNothingThatLooksWhole() throws IOException {
    List<Snapshot> all = five();
    var deleted = new ArrayList<String>();
    try (ObjectStore store = ObjectStore.open("pvc://store", pod.store, Map.of(), root)) {
      var snapshots = new StoredSnapshots(recording(store, deleted), "datasets/ns/flights");
      snapshots.remove(snapshots.all().getLast());
    }
    assertThat(deleted.getFirst()).endsWith("/manifest.json");
    assertThat(deleted).hasSizeGreaterThan(4);
    assertThat(left()).isEqualTo(names(all, 1, 2, 3, 4));
  }

  /** The store, with a list of what was deleted. */
  private static ObjectStore recording(ObjectStore store, List<String> deleted) {
    return (ObjectStore)
        Proxy.newProxyInstance(
            PruneTest.class.getClassLoader(),
            new Class<?>[] {ObjectStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("delete")) {
                deleted.add((String) arguments[0]);
              }
              return method.invoke(store, arguments);
            });
  }

  @Test
  void aManifestThatCannotBeReadIsForAPerson() throws IOException {
    five();
    Path broken = folder().resolve("d".repeat(64) + "/manifest.json");
    Files.createDirectories(broken.getParent());
    Files.writeString(broken, "{\"digest\":");
    Failure failure = TerminationMessage.failure(run(List.of(), 1, null)).orElseThrow();
    assertThat(failure.reason()).isEqualTo("SnapshotInvalid");
    assertThat(failure.message()).contains("d".repeat(64) + "/manifest.json");
    assertThat(left()).hasSize(6);
  }

  @Test
  void inABucket() throws Exception {
    Files.createDirectories(root.resolve("s3/bucket"));
    try (S3Server server = S3Server.start(root.resolve("s3"))) {
      pod.store = server.settings("s3://bucket/slipway");
      pod.variables.putAll(S3Server.CREDENTIALS);
      List<Snapshot> all = five();
      assertThat(prune(names(all, 4), 2, null).snapshots()).isEqualTo(3);
      try (ObjectStore store =
          ObjectStore.open("s3://bucket/slipway", pod.store, S3Server.CREDENTIALS, root)) {
        assertThat(
                store.list("datasets/ns/flights").stream()
                    .map(path -> path.split("/")[3].substring(0, 12))
                    .distinct())
            .containsExactlyInAnyOrderElementsOf(names(all, 3, 4));
      }
    }
  }
}
