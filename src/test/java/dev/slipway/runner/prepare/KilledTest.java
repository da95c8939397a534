package dev.slipway.runner.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.PrepareTask;
import dev.slipway.runner.PodContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A preparation whose process is killed: nobody sees half a snapshot, and the next attempt makes
 * the whole one over what was left.
 */
@NullUnmarked
class KilledTest {
  private static final String SPEC =
      """
      sources: [{name: rows, uri: "pvc://sources/rows.csv"}]
      steps:
      - filter: x > 0
      - fill: {columns: [x], with: Mean}
      splits: {by: Hash, key: [id], train: 0.8, test: 0.2}
      """;

  /** The process that is killed: a preparation in the folder that its argument names. */
  static final class Process {
    public static void main(String[] arguments) throws Exception {
      var pod = new PodContext(System.getenv(), Path.of(arguments[0]), System.out);
      System.exit(new PrepareCommand(pod).call());
    }
  }

  @TempDir Path root;
  private PreparePod pod;

  @BeforeEach
  void rows() {
    var text = new StringBuilder("id,x\n");
    for (int i = 0; i < 200_000; i++) {
      text.append(i).append(',').append(i % 1000).append('\n');
    }
    pod = new PreparePod(root).file("rows.csv", text.toString());
  }

  private java.lang.Process start() throws IOException {
    var task =
        new PrepareTask(
            "ns",
            "flights",
            Serialization.unmarshal(SPEC, DatasetSpec.class),
            PreparePod.STORE,
            null,
            null);
    var builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                Process.class.getName(),
                root.toString())
            .redirectErrorStream(true);
    builder.environment().putAll(Map.of(PodPaths.TASK, new JsonMapper().writeValueAsString(task)));
    return builder.start();
  }

  /** Kills it when it says its n-th line; false when it does not say so many. */
  private boolean killedAtLine(int lines) throws IOException, InterruptedException {
    java.lang.Process process = start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < lines; i++) {
        String line = out.readLine();
        if (line == null) {
          return false;
        }
      }
      process.destroyForcibly();
    }
    process.waitFor();
    return true;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void atAnyLineOfItsLog(int line) throws Exception {
    killedAtLine(line);
    wholeOrNothing();
    Snapshot made = pod.prepare(SPEC);
    assertThat(made.rows()).isEqualTo(199_800);
    wholeOrNothing();
  }

  @Test
  void whileItWritesIntoTheStore() throws Exception {
    java.lang.Process process = start();
    Path store = pod.folder("store");
    while (process.isAlive() && !written(store)) {
      Thread.onSpinWait();
    }
    process.destroyForcibly();
    process.waitFor();
    wholeOrNothing();
    Snapshot made = pod.prepare(SPEC);
    assertThat(made.rows()).isEqualTo(199_800);
    assertThat(pod.rows(made, "id")).hasSize(199_800);
  }

  /** Whether anything is in the store, or on its way there. */
  private static boolean written(Path store) throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.anyMatch(Files::isRegularFile);
    } catch (java.io.UncheckedIOException e) {
      return false; // a file was renamed meanwhile
    }
  }

  /** A folder with a manifest has all of its files. */
  private void wholeOrNothing() throws IOException {
    Path snapshots = pod.folder("store").resolve("datasets/ns/flights");
    if (!Files.isDirectory(snapshots)) {
      return;
    }
    try (Stream<Path> folders = Files.list(snapshots)) {
      for (Path folder : folders.toList()) {
        Path manifest = folder.resolve("manifest.json");
        if (Files.exists(manifest)) {
          for (var file : new JsonMapper().readTree(manifest.toFile()).get("files")) {
            assertThat(folder.resolve(file.get("path").asText()))
                .hasSize(file.get("bytes").asLong());
          }
        }
      }
    }
  }
}
