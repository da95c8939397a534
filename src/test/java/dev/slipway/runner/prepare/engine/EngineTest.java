package dev.slipway.runner.prepare.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineTest {
  @TempDir Path folder;
  private Engine engine;

  @BeforeEach
  void open() throws IOException {
    engine = Engine.open(folder, 256 << 20, 2);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** The driver itself says "Invalid result set" of answers that it streams. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT CAST(v AS INTEGER) FROM t1",
        "SELECT count(*) FROM t1 WHERE CAST(v AS INTEGER) = 1",
        "SELECT CAST(v AS INTEGER) AS x, count(*) AS x FROM t1 GROUP BY 1 ORDER BY 1"
      })
  void whatFailsWhileItIsStreamedTellsWhy(String query) {
    engine.table(
        "SELECT CASE WHEN i = 90000 THEN 'seven' ELSE CAST(i AS VARCHAR) END AS v FROM range(100000) t(i)");
    for (boolean locked : new boolean[] {false, true}) {
      if (locked) {
        engine.lock();
      }
      assertThatThrownBy(() -> engine.each(query, row -> {}))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("'seven'")
          .extracting(e -> ((EngineException) e).reason())
          .isEqualTo("TypeMismatch");
    }
    assertThat(engine.number("SELECT count(*) FROM t1")).isEqualTo(100_000);
  }

  @Test
  void whatDoesNotFitIntoScratchIsToldApartFromMemory() throws IOException {
    Path own = Files.createDirectories(folder.resolve("own"));
    try (Engine small = Engine.open(own, 64 << 20, 2, 8L << 20)) {
      assertThatThrownBy(
              () ->
                  small.table(
                      "SELECT * FROM (SELECT i, rpad(md5(i::VARCHAR), 200, '.') AS v FROM range(1000000) t(i)) ORDER BY v"))
          .isInstanceOf(EngineException.class)
          .extracting(e -> ((EngineException) e).reason())
          .isEqualTo("ScratchFull");
    }
  }

  @Test
  void aViewGoesWithWhatItIsMadeOf() {
    Relation table = engine.table("SELECT 1 AS a");
    Relation view = engine.view("SELECT a + 1 AS b FROM " + table.quoted(), table);
    Relation other = engine.view("SELECT b + 1 AS c FROM " + view.quoted(), view);
    assertThat(engine.number("SELECT c FROM " + other.quoted())).isEqualTo(3);
    engine.drop(other);
    assertThat(List.of(table, view, other))
        .allSatisfy(
            gone ->
                assertThatThrownBy(() -> engine.count(gone))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("does not exist"));
    assertThat(engine.plan()).hasSize(3);
  }
}
