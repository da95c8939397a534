package dev.slipway.runner.prepare.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MemoryLimitTest {
  @TempDir Path root;

  @ParameterizedTest
  @CsvSource({
    "sys/fs/cgroup/memory.max, 1073741824",
    "sys/fs/cgroup/memory/memory.limit_in_bytes, 1073741824"
  })
  void isThatOfTheContainer(String file, String content) throws IOException {
    write(file, content + "\n");
    assertThat(MemoryLimit.bytes(root)).isEqualTo(1L << 30);
    assertThat(MemoryLimit.engineShare(root)).isEqualTo((1L << 30) * 6 / 10);
  }

  @ParameterizedTest
  @CsvSource({
    "sys/fs/cgroup/memory.max, max",
    "sys/fs/cgroup/memory.max, nonsense",
    "sys/fs/cgroup/memory/memory.limit_in_bytes, 9223372036854771712"
  })
  void isTheMachinesWhenThereIsNone(String file, String content) throws IOException {
    long machine = MemoryLimit.bytes(root);
    write(file, content);
    assertThat(MemoryLimit.bytes(root)).isEqualTo(machine).isBetween(1L << 28, 1L << 50);
  }

  /** Ten times more data than memory: it is spilled, and the sum of its rows is the same. */
  @Test
  void isKept() throws IOException {
    String sql =
        "SELECT i AS id, md5(i::VARCHAR) || md5((i + 1)::VARCHAR) AS text FROM range(1500000) t(i)";
    String sum = "";
    for (long memory : new long[] {1L << 30, 96L << 20}) {
      Path folder = Files.createDirectories(root.resolve("m" + memory));
      try (Engine engine = Engine.open(folder, memory, 2)) {
        Relation rows = engine.table(sql);
        Relation sorted =
            engine.table(
                "SELECT * FROM "
                    + rows.quoted()
                    + " QUALIFY row_number() OVER (PARTITION BY text ORDER BY id) = 1");
        String found = RowHash.sum(engine, sorted);
        assertThat(sum.isEmpty() ? found : sum).isEqualTo(found);
        sum = found;
      }
    }
  }

  private void write(String file, String content) throws IOException {
    Path path = root.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, content);
  }
}
