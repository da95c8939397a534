package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.runner.prepare.PreparePod;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every verb on a small table: what it makes of it, and what it says when it cannot. */
class VerbsTest {
  private static final String ROWS =
      """
      id,a,b,c,flag,day
      1,10,x,1.5,true,2013-01-01
      2,20,y,,false,2013-01-02
      3,,x,2.5,true,2013-01-03
      4,40,,3.5,true,2013-01-04
      """;
  private static final String MORE =
      """
      id,name,extra
      1,one,9
      2,two,9
      9,nine,9
      """;

  @TempDir Path root;

  static String spec(String steps) {
    return """
    sources:
    - {name: rows, uri: "pvc://sources/rows.csv"}
    - {name: more, uri: "pvc://sources/more.csv"}
    steps:
    %s
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(steps);
  }

  static Stream<Arguments> good() {
    return Stream.of(
        of("- {select: [id, b]}", "id,b", "1|x", "2|y", "3|x", "4|null"),
        of("- {drop: [a, b, c, day]}", "id,flag", "1|true", "2|false", "3|true", "4|true"),
        of(
            "- {select: [id, a]}\n- {rename: {a: A_new}}",
            "id,A_new",
            "1|10",
            "2|20",
            "3|null",
            "4|40"),
        of(
            "- {select: [id, a]}\n- {derive: {a: a * 2, twice: a * 2}}",
            "id,a,twice",
            "1|20|20",
            "2|40|40",
            "3|null|null",
            "4|80|80"),
        of(
            "- {derive: {late: \"a > 15\"}}\n- {select: [id, late]}",
            "id,late",
            "1|false",
            "2|true",
            "3|null",
            "4|true"),
        of("- {filter: a >= 20}\n- {select: [id]}", "id", "2", "4"),
        of("- {filter: \"b = 'x' -- only those\"}\n- {select: [id]}", "id", "1", "3"),
        of(
            "- {join: {source: more, by: [id]}}\n- {select: [id, name]}",
            "id,name",
            "1|one",
            "2|two"),
        of(
            "- {join: {source: more, by: [id], type: Left}}\n- {select: [id, name]}",
            "id,name",
            "1|one",
            "2|two",
            "3|null",
            "4|null"),
        of(
            "- {from: more, rename: {name: b}}\n- {union: {source: more}}\n- {select: [id, b]}",
            "id,b",
            "1|one",
            "1|x",
            "2|two",
            "2|y",
            "3|x",
            "4|null",
            "9|nine"),
        of(
            "- {deduplicate: {by: [b], orderBy: id}}\n- {select: [id, b]}",
            "id,b",
            "1|x",
            "2|y",
            "4|null"),
        of(
            "- {deduplicate: {by: [b], orderBy: id, keep: Last}}\n- {select: [id, b]}",
            "id,b",
            "2|y",
            "3|x",
            "4|null"),
        of(
            "- {fill: {columns: [a], with: Mean}}\n- {select: [id, a]}",
            "id,a",
            "1|10",
            "2|20",
            "3|23",
            "4|40"),
        of(
            "- {fill: {columns: [c], with: Median}}\n- {select: [id, c]}",
            "id,c",
            "1|1.5",
            "2|2.5",
            "3|2.5",
            "4|3.5"),
        of(
            "- {fill: {columns: [b], with: Mode}}\n- {select: [id, b]}",
            "id,b",
            "1|x",
            "2|y",
            "3|x",
            "4|x"),
        of(
            "- {fill: {columns: [b], with: Constant, value: none}}\n- {select: [id, b]}",
            "id,b",
            "1|x",
            "2|y",
            "3|x",
            "4|none"),
        of(
            "- {encode: {columns: [b], as: Ordinal}}\n- {select: [id, b]}",
            "id,b",
            "1|0",
            "2|1",
            "3|0",
            "4|-1"),
        of(
            "- {select: [id, b]}\n- {encode: {columns: [b], as: OneHot}}",
            "id,b_x,b_y",
            "1|1|0",
            "2|0|1",
            "3|1|0",
            "4|0|0"),
        of(
            "- {derive: {q: a / 0}}\n- {select: [id, q]}",
            "id,q",
            "1|null",
            "2|null",
            "3|null",
            "4|null"),
        of(
            "- {select: [id, day]}",
            "id,day",
            "1|2013-01-01 00:00:00",
            "2|2013-01-02 00:00:00",
            "3|2013-01-03 00:00:00",
            "4|2013-01-04 00:00:00"));
  }

  private static Arguments of(String steps, String columns, String... rows) {
    return Arguments.of(steps, columns, rows);
  }

  @ParameterizedTest
  @MethodSource("good")
  void does(String steps, String columns, String[] rows) {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("more.csv", MORE);
    Snapshot snapshot = pod.prepare(spec(steps));
    assertThat(pod.rows(snapshot, columns)).containsExactly(rows);
  }

  static Stream<Arguments> bad() {
    return Stream.of(
        no(
            "- {select: [id, nope]}",
            "ColumnMissing",
            "steps[0] select: there is no column nope; the columns are id, a, b, c, flag, day"),
        no("- {select: [id, ID]}", "StepFailed", "column id is named twice"),
        no("- {drop: [id, a, b, c, flag, day]}", "StepFailed", "no column would be left"),
        no("- {rename: {a: b}}", "StepFailed", "two columns would be named b"),
        no(
            "- {filter: a >= 0}\n- {derive: {x: nope + 1}}",
            "ColumnMissing",
            "steps[1] derive: column x: nope + 1: "),
        no("- {derive: {x: nope + 1}}", "ColumnMissing", "the columns are id, a, b"),
        no("- {derive: {x: b + flag}}", "TypeMismatch", "steps[0] derive: column x"),
        no(
            "- {derive: {x: CAST(b AS INTEGER)}}",
            "TypeMismatch",
            "steps[0] derive: Conversion Error"),
        no("- {derive: {x: \"1), (2\"}}", "StepFailed", "is not one expression"),
        no(
            "- {derive: {x: \"1); DROP TABLE t1; SELECT (1\"}}",
            "StepFailed",
            "Only SELECT statements"),
        no("- {derive: {x: \"1 /* open\"}}", "StepFailed", "column x"),
        no(
            "- {derive: {x: (SELECT max(a) FROM t1)}}",
            "StepFailed",
            "a subquery would look at all rows"),
        no("- {derive: {x: \"COLUMNS(*)\"}}", "StepFailed", "several columns"),
        no("- {derive: {x: a, y: x + 1}}", "ColumnMissing", "column y"),
        no("- {filter: a + 1}", "TypeMismatch", "not true or false"),
        no(
            "- {join: {source: more, by: [a]}}",
            "ColumnMissing",
            "source more has no column a; its columns are id, name, extra"),
        no(
            "- {from: more, rename: {name: b}}\n- {join: {source: more, by: [id]}}",
            "StepFailed",
            "both sides have the columns b"),
        no(
            "- {from: more, rename: {id: a, name: id}}\n- {join: {source: more, by: [id]}}",
            "TypeMismatch",
            "cast one of them"),
        no(
            "- {from: more, rename: {id: p, name: q, extra: r}}\n- {union: {source: more}}",
            "ColumnMissing",
            "has none of the columns"),
        no(
            "- {from: more, rename: {name: a}}\n- {union: {source: more}}",
            "TypeMismatch",
            "steps[1] union"),
        no("- {deduplicate: {by: [nope], orderBy: id}}", "ColumnMissing", "steps[0] deduplicate"),
        no("- {fill: {columns: [b], with: Mean}}", "TypeMismatch", "Mean needs numbers"),
        no(
            "- {fill: {columns: [a], with: Constant, value: x}}",
            "TypeMismatch",
            "column a is BIGINT, and 'x' is not"),
        no(
            "- {drop: [id]}\n- {fill: {columns: [a], with: Mean}}",
            "ColumnMissing",
            "key column id is not there"),
        no(
            "- {filter: b IS NULL}\n- {fill: {columns: [b], with: Mode}}",
            "StepFailed",
            "has no value at all in the train part"),
        no(
            "- {fill: {columns: [a], with: Mean}}\n- {derive: {id: id + 1}}",
            "StepFailed",
            "changes key column id"),
        no(
            "- {derive: {b_x: a}}\n- {encode: {columns: [b], as: OneHot}}",
            "StepFailed",
            "two columns would be named b_x"),
        no(
            "- {derive: {x: a}}\n- {drop: [id]}",
            "ColumnMissing",
            "splits: there is no key column id"),
        no("- {derive: {x: \"[a, id]\"}}", "TypeMismatch", "which a snapshot cannot hold"),
        no("- {filter: a > 1000}", "EmptyResult", "no row is left"));
  }

  private static Arguments no(String steps, String reason, String message) {
    return Arguments.of(steps, reason, message);
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(String steps, String reason, String message) {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("more.csv", MORE);
    Failure failure = pod.failure(spec(steps));
    assertThat(failure.message()).contains(message);
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.retryable()).isFalse();
    assertThat(failure.message()).doesNotContain("LINE 1").hasSizeLessThan(800);
  }

  @Test
  void statementsReachNoFileAndNoSetting() {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("more.csv", MORE);
    for (String expression :
        new String[] {
          "(SELECT content FROM read_text('/etc/passwd'))",
          "getvariable('x') || getenv('HOME')",
          "1) FROM read_text('/etc/passwd') WHERE (true"
        }) {
      Failure failure = pod.failure(spec("- {derive: {x: \"" + expression + "\"}}"));
      assertThat(failure.reason()).isEqualTo("StepFailed");
      assertThat(failure.message()).doesNotContain("root:");
    }
  }

  @Test
  void theEngineItselfIsLockedToo() throws Exception {
    try (Engine engine = Engine.open(root, 256 << 20, 1)) {
      engine.lock();
      for (String sql :
          new String[] {
            "SELECT * FROM read_text('/etc/passwd')",
            "COPY (SELECT 1) TO '" + root + "/x.csv'",
            "ATTACH '" + root + "/other.duckdb'",
            "SET enable_external_access = true",
            "SET threads = 8",
            "INSTALL httpfs"
          }) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> engine.execute(sql))
            .as(sql)
            .isInstanceOf(EngineException.class);
      }
      engine.execute("COPY (SELECT 1 AS a) TO '" + engine.output() + "/x.parquet'");
    }
  }
}
