package dev.slipway.runner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.contract.Failure;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Cache;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.contract.FetchTask.Kind;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.Folders;
import dev.slipway.runner.PodContext;
import dev.slipway.store.Digest;
import dev.slipway.store.StoreSettings;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pods that mount a claim share what one of them has brought, and it is what was published. */
@NullUnmarked
class SharedSnapshotTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final String SNAPSHOT = "pvc://store/datasets/ns/d/1";
  private static final String DOWNLOADED = "downloaded into the claim cache";
  private static final String FOUND = "found in the claim cache, nothing is downloaded";
  private static final String WAITS = "waiting for another pod";

  /** A pod of its own: fetches in the folder that its argument names. */
  static final class Pod {
    public static void main(String[] arguments) throws IOException {
      var pod = new PodContext(System.getenv(), Path.of(arguments[0]), System.out);
      System.exit(new FetchCommand(pod).call());
    }
  }

  @TempDir Path root;
  private String digest;
  private Path copy;

  @BeforeEach
  void publish() throws IOException {
    digest = PublishedSnapshot.publish(store());
    copy = root.resolve("slipway/volumes/cache/snapshots").resolve(Digest.hex(digest));
    Files.createDirectories(root.resolve("slipway/volumes/cache"));
  }

  private Path store() {
    return root.resolve("slipway/volumes/store/datasets/ns/d/1");
  }

  private String task() throws IOException {
    var cache = new Cache("pvc://cache/snapshots/" + Digest.hex(digest), 3600, 7200);
    var item = new Item(Kind.SNAPSHOT, SNAPSHOT, digest, PodPaths.DATA, null, 0, cache);
    var settings = new StoreSettings("pvc://store", null, null, "us-east-1");
    return JSON.writeValueAsString(new FetchTask(List.of(item), settings));
  }

  /** What a pod says, and its termination message at the end. */
  private String fetch() throws IOException {
    var log = new ByteArrayOutputStream();
    var pod =
        new PodContext(
            Map.of(PodPaths.TASK, task()),
            root,
            new PrintStream(log, true, StandardCharsets.UTF_8));
    new FetchCommand(pod).call();
    return log.toString(StandardCharsets.UTF_8) + message();
  }

  private String message() throws IOException {
    return Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
  }

  @Test
  void theSecondNeedsNoStore() throws IOException {
    assertThat(fetch()).contains(DOWNLOADED).contains("\"files\":6");
    try (Stream<Path> all = Files.walk(copy.resolve("data"))) {
      assertThat(all.filter(Files::isRegularFile).map(f -> copy.relativize(f).toString()))
          .containsExactlyInAnyOrder(
              "data/manifest.json",
              "data/schema.json",
              "data/recipe.json",
              "data/profile.json",
              "data/train/train.parquet",
              "data/test/test.parquet");
    }
    assertThat(root.resolve("slipway/data")).as("there is no second copy").doesNotExist();
    Folders.clear(store());
    assertThat(fetch()).contains(FOUND).endsWith("{\"result\":{\"files\":0,\"bytes\":0}}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"train/train.parquet", "schema.json", "manifest.json"})
  void whatWasPublishedComesBackWhenItIsDamaged(String file) throws IOException {
    fetch();
    String published = Files.readString(store().resolve(file));
    Files.writeString(copy.resolve("data").resolve(file), "torn apart");
    assertThat(fetch()).contains("is damaged: " + file + " has 10 bytes").contains(DOWNLOADED);
    assertThat(copy.resolve("data").resolve(file)).hasContent(published);
    Files.delete(copy.resolve("data").resolve(file));
    assertThat(fetch()).contains("is damaged: " + file + " is missing").contains(DOWNLOADED);
    assertThat(copy.resolve("data").resolve(file)).hasContent(published);
    assertThat(fetch()).contains(FOUND);
  }

  @Test
  void whatDoesNotVerifyIsNotShared() throws IOException {
    Files.writeString(store().resolve("train/train.parquet"), "bows");
    assertThat(failure().reason()).isEqualTo("DigestMismatch");
    try (Stream<Path> left = Files.list(copy.getParent())) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly(".lock");
    }
  }

  @Test
  void aSnapshotThatDoesNotFitIsRefusedBeforeItIsDownloaded() throws IOException {
    Path file = store().resolve("manifest.json");
    ObjectNode manifest = (ObjectNode) JSON.readTree(file.toFile());
    ((ObjectNode) manifest.at("/files/0")).put("bytes", 1L << 60);
    Files.writeString(file, manifest.toString());
    Failure failure = failure();
    assertThat(failure.reason()).isEqualTo("CacheFull");
    assertThat(failure.message())
        .contains("1,152,921,504,606,8", "bytes are needed in the claim cache, and ")
        .contains("are free: give it more storage");
    assertThat(copy).doesNotExist();
  }

  @Test
  void aClaimThatIsNoFolderIsTold() throws IOException {
    Files.writeString(root.resolve("slipway/volumes/cache/snapshots"), "a file");
    Failure failure = failure();
    assertThat(failure.reason()).isEqualTo("CacheUnusable");
    assertThat(failure.message()).contains("cannot be kept in the claim cache");
  }

  private Failure failure() throws IOException {
    String said = fetch();
    return TerminationMessage.failure(message()).orElseThrow(() -> new AssertionError(said));
  }

  @Test
  void onlySnapshotsAreShared() throws IOException {
    String model = task().replace("\"SNAPSHOT\"", "\"MODEL\"");
    new FetchCommand(
            new PodContext(
                Map.of(PodPaths.TASK, model),
                root,
                new PrintStream(OutputStream.nullOutputStream())))
        .call();
    assertThat(TerminationMessage.failure(message()))
        .hasValueSatisfying(f -> assertThat(f.message()).contains("MODEL is not cached"));
  }

  @Test
  void ofPodsThatBeginAtOnceOneDownloads() throws Exception {
    Files.createDirectories(copy.getParent());
    var pods = new ArrayList<Process>();
    var readers = new ArrayList<BufferedReader>();
    var quiet = new PodContext(Map.of(), root, new PrintStream(OutputStream.nullOutputStream()));
    try (var locks = CacheLocks.in(copy.getParent(), quiet)) {
      // all are held back at the same place, then let go at once
      try (var lock = locks.lock(copy.getFileName().toString())) {
        for (int i = 0; i < 3; i++) {
          Process pod = start();
          pods.add(pod);
          readers.add(pod.inputReader(StandardCharsets.UTF_8));
        }
        for (BufferedReader reader : readers) {
          assertThat(until(reader, WAITS)).isTrue();
        }
      }
      var rest = new ArrayList<String>();
      for (int i = 0; i < pods.size(); i++) {
        rest.addAll(readers.get(i).lines().toList());
        assertThat(pods.get(i).waitFor()).as(rest.toString()).isZero();
      }
      assertThat(rest).filteredOn(line -> line.startsWith(DOWNLOADED)).hasSize(1);
      assertThat(rest).filteredOn(line -> line.startsWith(FOUND)).hasSize(2);
    }
    assertThat(copy.resolve("data/train/train.parquet")).hasContent("rows");
  }

  private static boolean until(BufferedReader reader, String words) throws IOException {
    for (String line = reader.readLine(); line != null; line = reader.readLine()) {
      if (line.startsWith(words)) {
        return true;
      }
    }
    return false;
  }

  private Process start() throws IOException {
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-cp",
                System.getProperty("java.class.path"),
                Pod.class.getName(),
                root.toString())
            .redirectErrorStream(true);
    builder.environment().put(PodPaths.TASK, task());
    return builder.start();
  }
}
