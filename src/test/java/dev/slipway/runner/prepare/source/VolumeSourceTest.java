package dev.slipway.runner.prepare.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.Snapshot;
import dev.slipway.api.Source;
import dev.slipway.contract.Failure;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.PreparePod;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.store.FileRevision;
import dev.slipway.store.ObjectStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files of a claim: many as one, with partitions, and nothing but the claim's. */
@NullUnmarked
class VolumeSourceTest {
  @TempDir Path root;
  private PreparePod pod;

  @BeforeEach
  void files() {
    pod =
        new PreparePod(root)
            .file("day=2024-01-01/kind=a/0.csv", "id,x\n1,1\n")
            .file("day=2024-01-02/kind=__HIVE_DEFAULT_PARTITION__/0.csv", "id,x\n2,2.5\n")
            .file("day=2024-01-02/kind=c%20d/0.csv", "x,id\n3,3\n")
            .file("day=2024-01-02/kind=c%20d/_SUCCESS", "")
            .file("day=2024-01-02/_temporary/kind=x/0.csv", "broken")
            .file("mixed/a.csv", "id\n1\n")
            .file("mixed/b.json", "[{\"id\":1}]")
            .file("uneven/a=1/x.csv", "id\n1\n")
            .file("uneven/b=1/x.csv", "id\n1\n")
            .file("text/1.csv", "id,x\n1,1\n")
            .file("text/2.csv", "id,x\n2,two\n")
            .file("odd/a[1].csv", "id,x\n1,odd\n")
            .file("odd/a1.csv", "id,x\n1,even\n");
  }

  private static String spec(String path, String more) {
    return """
    sources:
    - {name: rows, uri: "pvc://sources/%s"%s}
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(path, more);
  }

  @Test
  void partitionsBecomeColumns() {
    Snapshot snapshot = pod.prepare(spec("day=*/**.csv", ", hivePartitions: true"));
    assertThat(pod.rows(snapshot, "id,x,day,kind"))
        .containsExactly(
            "1|1.0|2024-01-01 00:00:00|a",
            "2|2.5|2024-01-02 00:00:00|null",
            "3|3.0|2024-01-02 00:00:00|c d");
    var files = pod.json(snapshot, "manifest.json").at("/sources/0/files");
    assertThat(files).hasSize(3);
    assertThat(files.get(0).get("modified").asText()).isNotBlank();
    assertThat(files.get(0).get("sha256").asText()).hasSize(64);
  }

  @Test
  void partitionsOfParquetAndJsonToo() throws IOException {
    Path folder = pod.folder("sources");
    Files.createDirectories(folder.resolve("p/y=1"));
    Files.createDirectories(folder.resolve("p/y=2"));
    PreparePod.execute("COPY (SELECT 1 AS id) TO '" + folder.resolve("p/y=1/a.parquet") + "'");
    PreparePod.execute(
        "COPY (SELECT 2 AS id, 'b' AS x) TO '" + folder.resolve("p/y=2/a.parquet") + "'");
    assertThat(pod.rows(pod.prepare(spec("p/", ", hivePartitions: true")), "id,x,y"))
        .containsExactly("1|null|1", "2|b|2");
    pod.file("j/y=1/a.ndjson", "{\"id\":1}\n").file("j/y=2/a.ndjson", "{\"id\":2,\"x\":\"b\"}\n");
    assertThat(pod.rows(pod.prepare(spec("j/", ", hivePartitions: true")), "id,x,y"))
        .containsExactly("1|null|1", "2|b|2");
  }

  /** The order in which files are named must not matter, nor that there are several. */
  @Test
  void severalFilesAreTheSameRowsAsOne() {
    Snapshot several = pod.prepare(spec("text/*.csv", ""));
    assertThat(pod.rows(several, "id,x")).containsExactly("1|1", "2|two");
    pod.file("text/1.csv", "id,x\n2,two\n").file("text/2.csv", "id,x\n1,1\n");
    assertThat(pod.prepare(spec("text/*.csv", "")).digest()).isEqualTo(several.digest());
    pod.file("one.csv", "id,x\n1,1\n2,two\n");
    Snapshot one = pod.prepare(spec("one.csv", ""));
    assertThat(pod.json(one, "manifest.json").get("content"))
        .isEqualTo(pod.json(several, "manifest.json").get("content"));
  }

  @Test
  void namesThatAreNoPatterns() {
    assertThat(pod.rows(pod.prepare(spec("odd/a[[]1].csv", "")), "x")).containsExactly("odd");
    assertThat(pod.rows(pod.prepare(spec("odd/a[0-9].csv", "")), "x")).containsExactly("even");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "none/*.csv; ''; SourceNotFound; there is no folder pvc://sources/none/",
        "text/*.json; ''; SourceNotFound; there is no file like pvc://sources/text/*.json",
        "text; ''; SourceNotFound; is a folder; end it in / to read all files below it",
        "text/[; ''; SourceUnreadable; is no pattern of paths",
        "../*.csv; ''; SourceNotFound; leads out of its claim",
        "a*/../../*.csv; ''; SourceNotFound; there is no file like",
        "mixed/*; ''; SourceUnreadable; one source has files of one format",
        "text/*; ', hivePartitions: true'; SourceUnreadable; lies in no folder named",
        "uneven/; ', hivePartitions: true'; SourceUnreadable; divided by the same columns",
      })
  void saysWhatIsWrong(String path, String more, String reason, String message) {
    Failure failure = pod.failure(spec(path, more));
    assertThat(failure.message()).startsWith("source rows: ").contains(message.split("; ")[0]);
    assertThat(failure.reason()).isEqualTo(reason);
  }

  /** The pod's own files, credentials among them, are nobody's data. */
  @ParameterizedTest
  @CsvSource({"link.csv", "l*.csv"})
  void linksThatLeadOutAreNotFollowed(String path) throws IOException {
    Path outside = Files.writeString(root.resolve("secret.csv"), "id\n1\n");
    Files.createSymbolicLink(pod.folder("sources").resolve("link.csv"), outside);
    Failure failure = pod.failure(spec(path, ""));
    assertThat(failure.reason()).isEqualTo("SourceNotFound");
    assertThat(failure.message()).contains("link.csv is a link that leads out of its claim");
  }

  @Test
  void aFileThatIsWrittenWhileItIsReadIsRefused() throws Exception {
    Path file = pod.folder("sources").resolve("text/1.csv");
    var context = new PodContext(Map.of(), root, System.out);
    Path scratch = Files.createDirectories(root.resolve("slipway/scratch/prepare/files"));
    var place = new VolumePlace("rows", "pvc://sources/", pod.folder("sources"), "text/1.csv");
    List<PlacedFile> found = place.files();
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    var source =
        new Source(
            "rows",
            "pvc://sources/text/1.csv",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);
    try (Engine engine = Engine.open(Files.createTempDirectory(root, "e"), 256 << 20, 1);
        ObjectStore store = ObjectStore.open("pvc://store", PreparePod.STORE, Map.of(), root)) {
      var files =
          new FileSource(engine, Scratch.of(context, scratch), FileCache.open(store, "c"), source);
      assertThatThrownBy(() -> files.load(at(found), "pvc://sources/text/1.csv"))
          .isInstanceOfSatisfying(
              RunnerException.class,
              e -> {
                assertThat(e.failure().reason()).isEqualTo("SourceChanged");
                assertThat(e.failure().retryable()).isTrue();
              })
          .hasMessageContaining("text/1.csv was written while it was read");
    }
  }

  /** A place whose files were found a while ago. */
  private static Place at(List<PlacedFile> files) {
    return new Place() {
      @Override
      public List<PlacedFile> files() {
        return files;
      }

      @Override
      public SortedMap<String, FileRevision> revisions() {
        return new TreeMap<>();
      }

      @Override
      public void close() {}
    };
  }
}
