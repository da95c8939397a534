package dev.slipway.runner.prepare.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Sources whose files are not read: each is a row. */
@NullUnmarked
class WholeFilesTest {
  @TempDir Path root;

  private PreparePod pod;

  @BeforeEach
  void pod() {
    pod = new PreparePod(root);
  }

  private static String spec(String source) {
    return "sources: [{name: files, format: Files, %s}]\nsplits: {by: Hash, key: [path], train: 1, test: 0}\n"
        .formatted(source);
  }

  private Snapshot prepare(String source) {
    return pod.prepare(spec(source));
  }

  private Failure failure(String source) {
    return pod.failure(spec(source));
  }

  @Test
  void pathsBeginBehindTheFolderThatTheAddressFixes() {
    pod.file("a/one.png", "1").file("a/b/two.png", "22").file("a/b/.part", "x").file("c.png", "");
    assertThat(pod.rows(prepare("uri: 'pvc://sources/a/'"), "path, bytes"))
        .containsExactly("b/two.png|2", "one.png|1");
    assertThat(pod.rows(prepare("uri: 'pvc://sources/a/**/t*.png'"), "path, bytes"))
        .containsExactly("b/two.png|2");
    assertThat(pod.rows(prepare("uri: 'pvc://sources/a/b/two.png'"), "path, bytes"))
        .containsExactly("two.png|2");
    assertThat(pod.rows(prepare("uri: 'pvc://sources/**.png'"), "path, bytes"))
        .containsExactly("a/b/two.png|2", "a/one.png|1", "c.png|0");
  }

  @Test
  void foldersBecomeColumnsAlsoThoseThatTheAddressFixes() {
    pod.file("pets/label=cat/n=1/x.png", "1")
        .file("pets/label=a%20dog+/n=22/x.png", "1")
        .file("pets/label=__HIVE_DEFAULT_PARTITION__/n=3/x.png", "1");
    Snapshot all = prepare("uri: 'pvc://sources/pets/', hivePartitions: true");
    assertThat(pod.rows(all, "path, label, n"))
        .containsExactly(
            "label=__HIVE_DEFAULT_PARTITION__/n=3/x.png|null|3",
            "label=a%20dog+/n=22/x.png|a dog+|22",
            "label=cat/n=1/x.png|cat|1");
    assertThat(pod.json(all, "schema.json").path("columns").findValuesAsText("type"))
        .containsExactly("string", "integer", "string", "integer");
    assertThat(
            pod.rows(
                prepare("uri: 'pvc://sources/pets/label=cat/**', hivePartitions: true"),
                "path, label, n"))
        .containsExactly("n=1/x.png|cat|1");
  }

  @Test
  void anArchiveIsTheFilesInIt() {
    byte[] zip =
        Packed.zip(
            "label=cat/a.png",
            "1",
            "label=dog/b.nii.gz",
            "22",
            "__MACOSX/x",
            "",
            "label=dog/.DS_Store",
            "");
    pod.file("pets.zip", zip).file("more/one.ZIP", zip).file("more/a.png", "333");
    Snapshot one = prepare("uri: 'pvc://sources/pets.zip', hivePartitions: true");
    assertThat(pod.rows(one, "path, bytes, label"))
        .containsExactly("label=cat/a.png|1|cat", "label=dog/b.nii.gz|2|dog");
    assertThat(pod.json(one, "manifest.json").at("/sources/0/files"))
        .singleElement()
        .satisfies(file -> assertThat(file.path("bytes").asInt()).isEqualTo(zip.length));
    assertThat(pod.rows(prepare("uri: 'pvc://sources/more/'"), "path, bytes"))
        .containsExactly("a.png|3", "one.ZIP/label=cat/a.png|1", "one.ZIP/label=dog/b.nii.gz|2");
  }

  @Test
  void aKeyOfAConfigMapMayBeAnArchive() throws Exception {
    Path mount = Files.createDirectories(root.resolve("slipway/sources/files"));
    Files.write(mount.resolve("pets.zip"), Packed.zip("label=cat/a.png", "1"));
    Snapshot snapshot = prepare("configMap: {name: pets, key: pets.zip}, hivePartitions: true");
    assertThat(pod.rows(snapshot, "path, label")).containsExactly("label=cat/a.png|cat");
  }

  @Test
  void filesComeOverTheNetworkOnce() throws Exception {
    try (var server = new WebServer()) {
      server.on("/a.txt", WebServer.tagged("hello", "\"v1\""));
      String source = "uri: '" + server.url("/a.txt") + "'";
      assertThat(pod.rows(prepare(source), "path, bytes")).containsExactly("a.txt|5");
      assertThat(pod.rows(prepare(source), "path, bytes")).containsExactly("a.txt|5");
      assertThat(server.requests).containsExactly("/a.txt", "/a.txt If-None-Match=\"v1\"");
    }
  }

  @Test
  void damagedAndEvilArchivesAreRefused() {
    pod.file("out.zip", Packed.zip("../../evil.png", "1"))
        .file("root.zip", Packed.zip("/evil.png", "1"))
        .file("cut.zip", "PK\3\4 and no more")
        .file("empty.zip", Packed.zip("_SUCCESS", ""))
        .file("bomb.zip", Packed.zip("zeros", new byte[30 << 20]));
    pod.variables.put("SLIPWAY_SCRATCH_BYTES", Long.toString(20 << 20));
    assertThat(failure("uri: 'pvc://sources/out.zip'").message())
        .startsWith("source files: pvc://sources/out.zip holds a file whose name leads out");
    assertThat(failure("uri: 'pvc://sources/root.zip'").message()).contains("leads out");
    assertThat(failure("uri: 'pvc://sources/cut.zip'").message())
        .contains("cut.zip is no complete zip file");
    assertThat(failure("uri: 'pvc://sources/empty.zip'").message())
        .isEqualTo("source files: pvc://sources/empty.zip holds no file");
    Failure bomb = failure("uri: 'pvc://sources/bomb.zip'");
    assertThat(bomb.reason()).isEqualTo("ScratchFull");
    assertThat(bomb.message()).contains("bomb.zip/zeros is larger than");
    assertThat(root.resolve("slipway/evil.png")).doesNotExist();
  }

  @Test
  void filesThatWouldLieOnOneAnotherAreRefused() {
    pod.file("twice.zip", Packed.zip("a/./b.png", "1", "a/b.png", "2"))
        .file("under.zip", Packed.zip("a", "1", "a/b.png", "2"))
        .file("over.zip", Packed.zip("a/b.png", "2", "a", "1"));
    for (String name : new String[] {"twice", "under", "over"}) {
      Failure failure = failure("uri: 'pvc://sources/" + name + ".zip'");
      assertThat(failure.reason()).isEqualTo("SourceUnreadable");
      assertThat(failure.message()).contains("has the path of another file, or of a folder");
    }
  }

  @Test
  void foldersThatDoNotFitAreRefused() {
    pod.file("a/label=cat/x.png", "1").file("a/x.png", "1").file("b/path=1/x.png", "1");
    assertThat(failure("uri: 'pvc://sources/a/', hivePartitions: true").message())
        .contains("a/label=cat/x.png is divided by label, and a/x.png by nothing");
    assertThat(failure("uri: 'pvc://sources/a/x.png', hivePartitions: true").message())
        .contains("lies in no folder named <column>=<value>");
    assertThat(failure("uri: 'pvc://sources/b/', hivePartitions: true").message())
        .contains("there would be two columns named path");
    assertThat(failure("uri: 'pvc://sources/none/'").reason()).isEqualTo("SourceNotFound");
  }

  @Test
  void manyFilesAreMeasuredSeldom() {
    for (int i = 0; i < 3000; i++) {
      pod.file("many/" + i, "x");
    }
    assertThat(prepare("uri: 'pvc://sources/many/'").rows()).isEqualTo(3000);
  }
}
