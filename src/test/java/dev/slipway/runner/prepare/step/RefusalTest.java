package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.runner.RunnerException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What steps cannot do is refused with the step, the column and what there is. */
class RefusalTest {
  private static final String ROWS =
      """
      SELECT * FROM (VALUES (1, 'x', 1.5::DOUBLE, true, TIMESTAMP '2026-01-01', '{"a":"b"}', NULL),
        (2, 'y', -2.5, false, TIMESTAMP '2026-01-02', 'no json', NULL),
        (3, NULL, NULL, NULL, NULL, NULL, NULL)) t(id, s, v, b, t, j, n)
      """;

  @TempDir Path root;

  private static Arguments no(String steps, String reason, String message) {
    return Arguments.of(steps, reason, message);
  }

  @ParameterizedTest(name = "{index} {0}")
  @MethodSource({"types", "columns", "values", "keys", "expressions", "statements"})
  void refuses(String steps, String reason, String message) {
    try (StepTable table =
        StepTable.open(root, 2)
            .source("rows", ROWS)
            .source("more", "SELECT 1 AS id, 'z' AS s, 1 AS k")) {
      RunnerException refusal = table.refusal(steps);
      assertThat(refusal.getMessage()).contains(message).doesNotContain("LINE 1");
      assertThat(refusal.failure().reason()).isEqualTo(reason);
    }
  }

  /** Whatever later steps leave out, and however rows are kept. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "- {drop: [bad]}",
        "- {filter: id = 1}",
        "- {dropNulls: [s]}",
        "- {fill: {columns: [v], with: Median}}",
        "- {deduplicate: {by: [id], orderBy: id}}",
        "- {aggregate: {by: [id], columns: [{function: Count, as: n}]}}"
      })
  void aValueThatCannotBeMadeFailsAtItsOwnStep(String after) {
    try (StepTable table = StepTable.open(root, 2).source("rows", ROWS)) {
      RunnerException refusal =
          table.refusal("- {drop: [n]}\n- {derive: {bad: CAST(s AS INTEGER)}}\n" + after);
      assertThat(refusal.getMessage()).startsWith("steps[1] derive: ").contains("'x'");
      assertThat(refusal.failure().reason()).isEqualTo("TypeMismatch");
    }
    try (StepTable table = StepTable.open(root, 2).source("rows", ROWS)) {
      assertThat(table.refusal("- {filter: CAST(s AS INTEGER) > 1}\n" + after.replace("bad", "b")))
          .hasMessageStartingWith("steps[0] filter: ");
    }
  }

  static Stream<Arguments> types() {
    return Stream.of(
        no(
            "- {fill: {columns: [s], with: Median}}",
            "TypeMismatch",
            "steps[0] fill: column s is VARCHAR; Median needs numbers"),
        no(
            "- {clip: {columns: [s], by: Range, min: 1}}",
            "TypeMismatch",
            "column s is VARCHAR; clip needs numbers"),
        no(
            "- {clip: {columns: [b], by: IQR}}",
            "TypeMismatch",
            "column b is BOOLEAN; clip needs numbers"),
        no(
            "- {scale: {columns: [t], by: Standard}}",
            "TypeMismatch",
            "column t is TIMESTAMP; scale needs numbers"),
        no("- {scale: {columns: [s], by: Log}}", "TypeMismatch", "scale needs numbers"),
        no(
            "- {bucket: {columns: [s], by: Edges, edges: [1]}}",
            "TypeMismatch",
            "bucket needs numbers"),
        no(
            "- {dateParts: {columns: [s], parts: [Year]}}",
            "TypeMismatch",
            "dateParts needs timestamps"),
        no("- {text: {columns: [v], as: Normalized}}", "TypeMismatch", "text works on text"),
        no("- {text: {columns: [v], as: TfIdf}}", "TypeMismatch", "text works on text"),
        no(
            "- {flatten: {column: v, fields: [{path: $.a, as: a}]}}",
            "TypeMismatch",
            "flatten needs JSON text"),
        no(
            "- {encode: {columns: [s], as: Target, target: j}}",
            "TypeMismatch",
            "target j is VARCHAR; Target needs numbers or a boolean"),
        no(
            "- aggregate: {by: [id], columns: [{function: Mean, column: s, as: m}]}",
            "TypeMismatch",
            "column s is VARCHAR; Mean needs numbers"),
        no(
            "- window: {orderBy: id, rolling: [{column: s, rows: 2, function: Sum, as: m}]}",
            "TypeMismatch",
            "Sum needs numbers"),
        no(
            "- {join: {source: more, type: AsOf, asOf: s}}",
            "TypeMismatch",
            "AsOf needs moments or numbers"),
        no(
            "- {cast: {columns: [v], to: Timestamp, format: '%Y'}}",
            "TypeMismatch", "`format` reads text"),
        no("- {cast: {columns: [b], to: Timestamp}}", "TypeMismatch", "steps[0] cast"));
  }

  static Stream<Arguments> columns() {
    String there = "there is no column q; the columns are id, s, v, b, t, j, n";
    return Stream.of(
        no("- {cast: {columns: [q], to: Number}}", "ColumnMissing", "steps[0] cast: " + there),
        no("- {dropNulls: [q]}", "ColumnMissing", "steps[0] dropNulls: " + there),
        no("- {clip: {columns: [q], by: IQR}}", "ColumnMissing", there),
        no("- {scale: {columns: [q], by: Log}}", "ColumnMissing", there),
        no("- {bucket: {columns: [q], by: Width, bins: 2}}", "ColumnMissing", there),
        no("- {encode: {columns: [q], as: Frequency}}", "ColumnMissing", there),
        no("- {encode: {columns: [s], as: Target, target: q}}", "ColumnMissing", there),
        no("- {fill: {columns: [s], with: Previous, orderBy: q}}", "ColumnMissing", there),
        no("- {dateParts: {columns: [q], parts: [Year]}}", "ColumnMissing", there),
        no("- aggregate: {by: [q], columns: [{function: Count, as: c}]}", "ColumnMissing", there),
        no(
            "- aggregate: {by: [id], columns: [{function: Max, column: q, as: c}]}",
            "ColumnMissing",
            there),
        no("- window: {orderBy: id, lag: [{column: q, as: c}]}", "ColumnMissing", there),
        no("- {flatten: {column: q, fields: [{path: $.a, as: a}]}}", "ColumnMissing", there),
        no("- {text: {columns: [q], as: TfIdf}}", "ColumnMissing", there),
        no("- {sample: {fraction: 0.5, by: [q]}}", "ColumnMissing", there),
        no("- {balance: {column: q, by: Over}}", "ColumnMissing", there),
        no(
            "- {join: {source: more, by: [k], type: Semi}}",
            "ColumnMissing",
            "there is no column k"),
        no(
            "- {join: {source: more, by: [v], type: Anti}}",
            "ColumnMissing",
            "source more has no column v; its columns are id, s, k"),
        no(
            "- {from: more, scale: {columns: [q], by: Log}}",
            "ColumnMissing",
            "steps[0] scale (from more): there is no column q; the columns are id, s, k"),
        no("- {dropNulls: [s, S]}", "StepFailed", "column s is named twice"),
        no(
            "- {dateParts: {columns: [t], parts: [Year, Year]}}",
            "StepFailed",
            "two columns would be named t_Year"),
        no(
            "- aggregate: {by: [id], columns: [{function: Count, as: ID}]}",
            "StepFailed",
            "two columns would be named ID"),
        no(
            "- window: {orderBy: id, lag: [{column: s, as: v}]}",
            "StepFailed",
            "two columns would be named v"),
        no(
            "- {flatten: {column: j, onError: Missing, fields: [{path: $.a, as: s}]}}",
            "StepFailed",
            "two columns would be named s"),
        no("- {rename: {s: ' '}}", "StepFailed", "a column would have an empty name"));
  }

  static Stream<Arguments> values() {
    return Stream.of(
        no(
            "- {cast: {columns: [s], to: Number}}",
            "TypeMismatch",
            "column s: 2 values are no Number, such as 'x'; onError: Missing"),
        no(
            "- {cast: {columns: [s], to: Timestamp, format: '%q'}}",
            "StepFailed", "steps[0] cast: "),
        no(
            "- {flatten: {column: j, fields: [{path: $.a, as: a}]}}",
            "TypeMismatch",
            "column j: 1 values are no JSON"),
        no(
            "- {filter: id = 1}\n- {flatten: {column: j, fields: [{path: $.a, as: a, type: Integer}]}}",
            "TypeMismatch",
            "steps[1] flatten: column a: 1 values are no Integer, such as 'b'"),
        no(
            "- {scale: {columns: [v], by: Log}}",
            "StepFailed",
            "column v has 1 values below 0, which Log does not take"),
        no(
            "- {bucket: {columns: [v], by: Edges, edges: [1, 1]}}",
            "StepFailed",
            "the edges must rise, and 1.0 does not come before 1.0"),
        no(
            "- {dateParts: {columns: [t], parts: [Hour], timeZone: Mars/Olympus}}",
            "StepFailed",
            "there is no time zone Mars/Olympus"),
        no(
            "- {encode: {columns: [v], as: Target, target: v}}",
            "StepFailed",
            "column v is the target itself"),
        no(
            "- {filter: id = 1}\n- {encode: {columns: [s], as: Target, target: v}}",
            "StepFailed",
            "are in one fold"),
        no(
            "- {cast: {columns: [n], to: Number}}\n- {scale: {columns: [n], by: Standard}}",
            "StepFailed",
            "column n has no value at all in the train part"),
        no(
            "- {cast: {columns: [n], to: Number}}\n- {scale: {columns: [n], by: Robust}}",
            "StepFailed",
            "column n has no value at all"),
        no(
            "- {cast: {columns: [n], to: Number}}\n- {clip: {columns: [n], by: IQR}}",
            "StepFailed",
            "column n has no value at all"),
        no(
            "- {cast: {columns: [n], to: Number}}\n- {bucket: {columns: [n], by: Width, bins: 3}}",
            "StepFailed",
            "column n has no value at all"),
        no(
            "- {cast: {columns: [n], to: Number}}\n- {bucket: {columns: [n], by: Quantile, bins: 3}}",
            "StepFailed",
            "column n has no value at all"),
        no(
            "- {cast: {columns: [n], to: Number}}\n- {encode: {columns: [s], as: Target, target: n}}",
            "StepFailed",
            "column n has no value at all"),
        no(
            "- {cast: {columns: [n], to: String}}\n- {text: {columns: [n], as: TfIdf}}",
            "StepFailed",
            "column n has no value at all"),
        no(
            "- {encode: {columns: [n], as: Frequency}}",
            "StepFailed",
            "column n has no value at all"),
        no("- {balance: {column: n, by: Under}}", "StepFailed", "column n has no value at all"),
        no(
            "- {filter: id > 9}\n- {scale: {columns: [v], by: MinMax}}",
            "StepFailed",
            "column v has no value at all"));
  }

  /** Rows must not change parts once something was fitted, nor by the very step that fits. */
  static Stream<Arguments> keys() {
    String fit = "- {scale: {columns: [v], by: Standard}}\n";
    String changes = "it changes key column id";
    return Stream.of(
        no("- {scale: {columns: [id], by: Standard}}", "StepFailed", changes),
        no("- {encode: {columns: [id], as: Ordinal}}", "StepFailed", changes),
        no(fit + "- {cast: {columns: [id], to: String}}", "StepFailed", changes),
        no(fit + "- {clip: {columns: [ID], by: Range, min: 2}}", "StepFailed", changes),
        no(fit + "- {bucket: {columns: [id], by: Edges, edges: [2]}}", "StepFailed", changes),
        no(fit + "- {derive: {Id: id + 1}}", "StepFailed", changes),
        no(fit + "- {rename: {id: s2, s: id}}", "StepFailed", changes),
        no(fit + "- {fill: {columns: [id], with: Previous, orderBy: t}}", "StepFailed", changes),
        no(fit + "- {sql: select * from input}", "StepFailed", changes),
        no(
            fit + "- {select: [s]}\n- {join: {source: more, by: [s], type: Left}}",
            "StepFailed",
            changes),
        no(
            fit + "- aggregate: {by: [s], columns: [{function: Max, column: id, as: id}]}",
            "StepFailed",
            changes),
        no(
            fit + "- {drop: [id]}\n- window: {orderBy: s, lag: [{column: s, as: id}]}",
            "StepFailed",
            changes),
        no(
            fit
                + "- {drop: [id]}\n- {flatten: {column: j, onError: Missing, fields: [{path: $.a, as: id}]}}",
            "StepFailed",
            changes),
        no(
            "- {drop: [id]}\n- {balance: {column: s, by: Over}}",
            "ColumnMissing",
            "key column id is not there at this step"),
        no(
            "- {drop: [id]}\n- {encode: {columns: [s], as: Target, target: v}}",
            "ColumnMissing",
            "key column id is not there"));
  }

  static Stream<Arguments> expressions() {
    return Stream.of(
        no(
            "- {derive: {x: v - avg(v) OVER ()}}",
            "StepFailed",
            "column x: v - avg(v) OVER (): OVER would look at other rows"),
        no("- {derive: {x: max(v)}}", "StepFailed", "max is over several rows"),
        no("- {filter: v > avg(v)}", "StepFailed", "avg is over several rows"),
        no("- {derive: {x: 'unnest([1, 2])'}}", "StepFailed", "unnest makes several rows"),
        no("- {derive: {x: random()}}", "StepFailed", "random is not decided by the rows"),
        no("- {filter: random() < 0.5}", "StepFailed", "random is not decided by the rows"),
        no("- {derive: {x: uuid()}}", "StepFailed", "is not decided by the rows"),
        no("- {derive: {x: now()}}", "StepFailed", "now is not decided by the rows"),
        no(
            "- {derive: {x: 'coalesce(t, current_timestamp)'}}",
            "StepFailed",
            "is not decided by the rows"),
        no("- {derive: {x: current_date}}", "StepFailed", "is not decided by the rows"),
        no("- {derive: {x: age(t)}}", "StepFailed", "age is not decided by the rows"),
        no(
            "- {derive: {x: \"current_setting('memory_limit')\"}}",
            "StepFailed",
            "current_setting is not decided"),
        no("- {derive: {x: \"getvariable('a')\"}}", "StepFailed", "getvariable is not decided"),
        no("- {derive: {x: \"getenv('HOME')\"}}", "StepFailed", "getenv"),
        no("- {derive: {x: \"sleep_ms(1000000)\"}}", "StepFailed", "sleep_ms is not decided"),
        no("- {filter: 'EXISTS (FROM rows)'}", "StepFailed", "a subquery would look at all rows"));
  }

  static Stream<Arguments> statements() {
    String none = "there is no table ";
    return Stream.of(
        no(
            "- {sql: 'select * from t1'}",
            "StepFailed",
            "steps[0] sql: sql: " + none + "t1; the rows so far are the table input"),
        no("- {sql: 'select * from more'}", "StepFailed", none + "more"),
        no("- {sql: 'select * from main.input'}", "StepFailed", none + "input"),
        no("- {sql: 'select * from memory.main.t1'}", "StepFailed", none + "t1"),
        no("- {sql: 'select * from information_schema.tables'}", "StepFailed", none + "tables"),
        no("- {sql: 'select * from duckdb_settings'}", "StepFailed", none),
        no("- {sql: 'select * from sqlite_master'}", "StepFailed", none),
        no("- {sql: select * from '/etc/passwd'}", "StepFailed", none),
        no("- sql: \"select * from 'x.parquet'\"", "StepFailed", none),
        no("- {sql: 'select id, (select max(k) from t2) from input'}", "StepFailed", none + "t2"),
        no("- {sql: 'select * from input where exists (from t2)'}", "StepFailed", none + "t2"),
        // A name of WITH counts only where it can be seen: elsewhere the table itself would be
        // read.
        no(
            "- {sql: 'select * from (with t1 as (select 1) select * from t1) a, t1'}",
            "StepFailed",
            none + "t1"),
        no(
            "- {sql: 'with a as (select * from t1), t1 as (select 1) select * from a'}",
            "StepFailed",
            none + "t1"),
        no("- {sql: 'with t1 as (select * from t1) select * from t1'}", "StepFailed", none + "t1"),
        no(
            "- sql: \"select * from read_csv('/etc/passwd')\"",
            "StepFailed",
            "FROM takes no function read_csv"),
        no(
            "- sql: \"select * from read_text('/etc/passwd')\"",
            "StepFailed",
            "FROM takes no function read_text"),
        no("- sql: \"select * from glob('/*')\"", "StepFailed", "FROM takes no function glob"),
        no(
            "- sql: \"select * from query('select 1')\"",
            "StepFailed",
            "FROM takes no function query"),
        no(
            "- sql: \"select * from query_table('t1')\"",
            "StepFailed",
            "FROM takes no function query_table"),
        no(
            "- sql: \"select * from duckdb_secrets()\"",
            "StepFailed",
            "FROM takes no function duckdb_secrets"),
        no("- sql: \"select getenv('HOME') from input\"", "StepFailed", "getenv"),
        no(
            "- {sql: \"select current_setting('threads') from input\"}",
            "StepFailed",
            "current_setting is not decided"),
        no("- {sql: \"copy input to '/tmp/x.csv'\"}", "StepFailed", "Only SELECT statements"),
        no("- {sql: \"attach '/tmp/x.duckdb'\"}", "StepFailed", "Only SELECT statements"),
        no("- {sql: install httpfs}", "StepFailed", "Only SELECT statements"),
        no("- {sql: load httpfs}", "StepFailed", "Only SELECT statements"),
        no("- {sql: set threads = 1}", "StepFailed", "Only SELECT statements"),
        no("- {sql: pragma database_list}", "StepFailed", "sql"),
        no("- {sql: 'create table x as select 1'}", "StepFailed", "Only SELECT statements"),
        no("- {sql: 'drop table t1'}", "StepFailed", "Only SELECT statements"),
        no("- {sql: call pragma_version()}", "StepFailed", "Only SELECT statements"),
        no("- {sql: export database '/tmp/x'}", "StepFailed", "Only SELECT statements"),
        no("- {sql: show tables}", "StepFailed", "not SHOW_REF"),
        no("- {sql: describe input}", "StepFailed", "not SHOW_REF"),
        no("- {sql: select 1; select 2}", "StepFailed", "it has 2 statements"),
        no("- {sql: select 1; drop table t1}", "StepFailed", "Only SELECT statements"),
        no("- {sql: ';'}", "StepFailed", "it has 0 statements"),
        no("- {sql: 'select 1) union select (2'}", "StepFailed", "yntax error"),
        no("- {sql: 'select ? from input'}", "StepFailed", "parameters have no value"),
        no(
            "- {sql: 'select q from input'}",
            "ColumnMissing",
            "the columns are id, s, v, b, t, j, n"),
        no("- {sql: 'select s + b from input'}", "TypeMismatch", "steps[0] sql"),
        no(
            "- {sql: 'with recursive r as (select 1 as i union all select i + 1 from r) select * from r'}",
            "StepFailed",
            "may never end"),
        no("- {sql: 'select random() as id from input'}", "StepFailed", "random is not decided"),
        no("- {sql: 'select now() as id from input'}", "StepFailed", "now is not decided"),
        no(
            "- {sql: 'select current_timestamp as id from input'}",
            "StepFailed",
            "is not decided by the rows"),
        no("- {sql: 'select * from input using sample 1'}", "StepFailed", "use the step sample"),
        no("- {sql: 'select * from input tablesample 10%'}", "StepFailed", "use the step sample"),
        no("- {sql: 'select * from input limit 1'}", "StepFailed", "LIMIT without ORDER BY"),
        no(
            "- {sql: 'select * from (select * from input limit 50%) order by id'}",
            "StepFailed", "LIMIT without ORDER BY"),
        no(
            "- {sql: 'select distinct on (s) * from input'}",
            "StepFailed",
            "use the step deduplicate"));
  }

  @Test
  void aCaptureThatHoldsNothingYetIsLeftAlone() {
    try (StepTable table = StepTable.open(root, 2)) {
      table.source("rows", "SELECT 1 AS id").nothing("served");
      assertThat(
              table.rows(
                  "- {from: served, scale: {columns: [v], by: Standard}}\n- {from: served, sql: select 1}\n- {from: served, balance: {column: c, by: Over}}\n- {union: {source: served}}"))
          .containsExactly("1");
    }
  }
}
