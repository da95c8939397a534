package dev.slipway.runner.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.store.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks and stores without room, as small file systems in memory: needs the right to mount. */
@NullUnmarked
class FullDiskTest {
  private static final String SPEC =
      """
      sources: [{name: rows, uri: "pvc://sources/rows.csv"}]
      splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
      """;
  private static final String SMALL = "id,x\n1,1\n";

  private static String large(int rows) {
    var text = new StringBuilder("id,x\n");
    var random = new java.util.Random(7);
    for (int i = 0; i < rows; i++) {
      text.append(i).append(',').append(random.nextLong()).append('\n');
    }
    return text.toString();
  }

  @TempDir Path root;
  private final List<Path> mounted = new ArrayList<>();
  private PreparePod pod;

  @BeforeEach
  void pod() {
    pod = new PreparePod(root);
  }

  @AfterEach
  void unmount() throws Exception {
    for (Path folder : mounted) {
      run("umount", folder.toString());
    }
  }

  private Path small(Path folder, int mib) throws Exception {
    Files.createDirectories(folder);
    Assumptions.assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + mib + "m", "tmpfs", folder.toString()) == 0,
        "no right to mount");
    mounted.add(folder);
    return folder;
  }

  private static int run(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor();
  }

  private List<Path> manifests(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.endsWith("manifest.json")).toList();
    }
  }

  @Test
  void aStoreThatIsFullKeepsWhatItHas() throws Exception {
    Path store = small(pod.folder("store"), 4);
    Snapshot good = pod.file("rows.csv", SMALL).prepare(SPEC);
    Failure failure = pod.file("rows.csv", large(400_000)).failure(SPEC);
    assertThat(failure.reason()).isEqualTo("StoreFull");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).contains("train/train.parquet", "enlarge", "retention");
    assertThat(manifests(store)).containsExactly(pod.in(good, "manifest.json"));
    assertThat(pod.rows(good, "id,x")).containsExactly("1|1");
    assertThat(pod.file("rows.csv", SMALL).prepare(SPEC)).isEqualTo(good);
  }

  @Test
  void aBucketThatIsFullKeepsWhatItHas() throws Exception {
    Path buckets = small(root.resolve("s3"), 4);
    Files.createDirectories(buckets.resolve("bucket"));
    try (S3Server server = S3Server.start(buckets)) {
      pod.store = server.settings("s3://bucket/slipway");
      pod.variables.putAll(S3Server.CREDENTIALS);
      Snapshot good = pod.file("rows.csv", SMALL).prepare(SPEC);
      Failure failure = pod.file("rows.csv", large(400_000)).failure(SPEC);
      assertThat(failure.reason()).isIn("StoreFull", "StoreUnreachable");
      assertThat(failure.message()).contains("train/train.parquet");
      assertThat(manifests(buckets)).hasSize(1);
      assertThat(pod.file("rows.csv", SMALL).prepare(SPEC)).isEqualTo(good);
    }
  }

  @Test
  void aScratchThatIsFullIsSaid() throws Exception {
    small(root.resolve("slipway/scratch"), 6);
    Snapshot good = pod.file("rows.csv", SMALL).prepare(SPEC);
    Failure failure = pod.file("rows.csv", large(800_000)).failure(SPEC);
    assertThat(failure.reason()).isEqualTo("ScratchFull");
    assertThat(failure.retryable()).isFalse();
    assertThat(pod.rows(good, "id,x")).containsExactly("1|1");
    assertThat(pod.file("rows.csv", SMALL).prepare(SPEC)).isEqualTo(good);
  }
}
