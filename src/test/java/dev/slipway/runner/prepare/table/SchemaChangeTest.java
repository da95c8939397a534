package dev.slipway.runner.prepare.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Failure;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What schemaEvolution lets pass. */
@NullUnmarked
class SchemaChangeTest {
  @TempDir Path root;
  private PreparePod pod;

  @BeforeEach
  void aSnapshot() {
    pod = new PreparePod(root).file("t.csv", "id,fare,zone\n1,2.5,a\n2,3.5,b\n");
    pod.current = pod.prepare(spec("Strict"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Strict   | zone,id,fare      | b,1,2.5",
        "Additive | id,fare,zone      | 1,2.5,a",
        "Additive | id,fare,zone,tip  | 1,2.5,a,1",
        "Any      | id,fare           | 1,x",
      })
  void allows(String evolution, String header, String row) {
    pod.file("t.csv", header + "\n" + row + "\n");
    assertThat(pod.prepare(spec(evolution)).rows()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Strict   | id,fare,zone,tip | 1,2.5,a,1 | added tip integer; mend",
        "Strict   | id,fare,zone,tip | 1,2.5,a,1 | set schemaEvolution to Additive",
        "Additive | id,fare          | 1,2.5     | removed zone; mend",
        "Additive | id,fare,zone     | 1,x,a     | retyped fare number → string; mend",
        "Additive | id,fare,area     | 1,x,a     | retyped fare number → string; removed zone; added area string; mend",
        "Additive | id,fare          | 1,2.5     | set schemaEvolution to Any",
      })
  void refuses(String evolution, String header, String row, String message) throws Exception {
    pod.file("t.csv", header + "\n" + row + "\n");
    Failure failure = pod.failure(spec(evolution));
    assertThat(failure.reason()).isEqualTo("SchemaChanged");
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message())
        .startsWith(
            evolution + " does not allow the change from snapshot " + pod.current.name() + ": ")
        .contains(message);
    try (var snapshots = Files.list(pod.in(pod.current, "..").normalize())) {
      assertThat(snapshots).as("nothing else is written").hasSize(1);
    }
  }

  @Test
  void theFirstSnapshotFollowsNone() {
    pod.current = null;
    assertThat(pod.prepare(spec("Strict")).rows()).isEqualTo(2);
  }

  private static String spec(String evolution) {
    return """
    sources: [{name: t, uri: pvc://sources/t.csv}]
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    schemaEvolution: %s
    """
        .formatted(evolution);
  }
}
