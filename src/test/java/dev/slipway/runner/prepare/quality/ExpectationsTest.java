package dev.slipway.runner.prepare.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.contract.Failure;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@org.jspecify.annotations.NullUnmarked
class ExpectationsTest {
  private static final String ROWS =
      """
      id,a,b,y,p,q,at
      1,10,x,0,0.5,0.5,2026-11-01T00:00:00
      2,20,y,1,0.25,0.75,2026-11-01T00:00:00
      3,,x,1,1,0,2026-11-01T00:00:00
      4,40,z,0,0.1,0.9,2026-11-01T00:00:00
      5,50,,1,0.3,0.7,2026-11-01T00:00:00
      6,60,x,2,,0.5,2026-11-01T00:00:00
      7,70,x,3,0.5,0.5,2026-11-01T00:00:00
      8,80,x,1,0.5,0.5,2026-11-19T06:00:00
      9,90,x,0,0.5,0.5,2026-11-01T00:00:00
      10,100,x,1,0.5,0.5,2026-11-01T00:00:00
      """;
  private static final String OTHERS = "name,other\nx,1\ny,2\nz,3\n";

  @TempDir Path root;

  private static String spec(String rest) {
    return """
    sources:
    - {name: rows, uri: "pvc://sources/rows.csv"}
    - {name: others, uri: "pvc://sources/others.csv"}
    %s
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(rest);
  }

  private static String expecting(String expectation) {
    return spec("expectations:\n- " + expectation);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{column: id, notNull: true}",
        "{column: id, unique: true}",
        "{column: a, notNull: true, atLeast: 0.9}",
        "{column: a, between: [10, 100]}",
        "{column: a, between: [20, 100], atLeast: 0.9}",
        "{column: b, inSet: [x, y, z]}",
        "{column: y, inSet: [\"0\", \"1\", \"2\", \"3\"]}",
        "{rowCount: {min: 10, max: 10}}",
        "{column: b, matches: '[xyz]'}",
        "{column: a, type: integer}",
        "{column: b, type: string}",
        "{column: a, monotonic: {orderBy: id}}",
        "{column: at, freshness: {within: 30h}}",
        "{column: b, foreignKey: {source: others, column: name}}",
        "{sumToOne: [p, q]}",
        "{sql: 'a >= 10 AND id <= a'}",
        "{sql: 'a > 0'}"
      })
  void holds(String expectation) {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    assertThat(pod.result(expecting(expectation)).failedExpectations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{column: a, notNull: true};a not null: 1 of 10 rows do not pass",
        "{column: b, unique: true};b unique: 7 of 10 rows do not pass, such as x",
        "{column: a, between: [10, 99]};a between 10.0 and 99.0: 1 of 10 rows do not pass, such as 100",
        "{column: a, between: [30, 100], atLeast: 0.9};a between 30.0 and 100.0 for at least 90.00 %: 2 of 10 rows do not pass, such as 10",
        "{column: b, inSet: [x, y]};b in x, y: 1 of 10 rows do not pass, such as z",
        "{rowCount: {min: 11}};rows at least 11: 10 rows",
        "{rowCount: {max: 9}};rows at most 9: 10 rows",
        "{column: b, matches: '[xy]'};b matches [xy]: 1 of 10 rows do not pass, such as z",
        "{column: a, type: number};a of type number: it is of type integer",
        "{column: y, monotonic: {orderBy: id}};y increasing by id: 3 of 10 rows do not pass, such as 0",
        "{column: a, monotonic: {orderBy: id, direction: Decreasing}};a decreasing by id: 8 of 10 rows do not pass, such as 100",
        "{column: at, freshness: {within: 20h}};at not older than 20h: the newest is 2026-11-19T06:00:00Z",
        "{column: a, foreignKey: {source: others, column: other}};a in others.other: 9 of 10 rows do not pass, such as 10",
        "{sumToOne: [p, a]};p + a = 1: 8 of 10 rows do not pass, such as 10.5",
        "{sql: 'a < 95'};a < 95: 1 of 10 rows do not pass",
      })
  void failsOrWarns(String expectation, String message) {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    Failure failure = pod.failure(expecting(expectation));
    assertThat(failure.reason()).isEqualTo("ExpectationFailed");
    assertThat(failure.message()).isEqualTo(message);
    assertThat(failure.retryable()).isFalse();
    assertThat(
            TerminationMessage.result(pod.run(expecting(expectation)), PrepareResult.class)
                .orElseThrow()
                .failedExpectations())
        .singleElement()
        .satisfies(f -> assertThat(f.severity()).isEqualTo("Fail"));
    String warn = expectation.substring(0, expectation.length() - 1) + ", severity: Warn}";
    assertThat(pod.result(expecting(warn)).failedExpectations())
        .singleElement()
        .satisfies(f -> assertThat(f.expectation() + ": " + f.found()).isEqualTo(message));
  }

  @Test
  void rowsAreSetAsideWithTheirReasons() {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    PrepareResult result =
        pod.result(
            spec(
                """
                expectations:
                - {column: a, notNull: true, severity: Quarantine}
                - {column: b, inSet: [x, y], severity: Quarantine}
                - {sql: "b = 'x'", severity: Quarantine, atLeast: 0.5}
                """));
    assertThat(result.quarantined()).isEqualTo(3);
    assertThat(result.snapshot().rows()).isEqualTo(7);
    assertThat(pod.rows(result.snapshot(), "train", "id"))
        .containsExactly("1", "10", "5", "6", "7", "8", "9");
    assertThat(
            PreparePod.query(
                "SELECT id || ' ' || array_to_string(reasons, '; ') FROM read_parquet('%s') ORDER BY id"
                    .formatted(pod.in(result.snapshot(), "quarantine/quarantine.parquet"))))
        .containsExactly("2 b = 'x'", "3 a not null", "4 b in x, y; b = 'x'");
    assertThat(result.failedExpectations())
        .extracting(f -> f.severity() + " " + f.expectation() + ": " + f.found())
        .containsExactly(
            "Quarantine a not null: 1 of 10 rows are set aside",
            "Quarantine b in x, y: 1 of 10 rows are set aside, such as z",
            "Quarantine b = 'x': 2 of 10 rows are set aside");
    assertThat(pod.json(result.snapshot(), "manifest.json").at("/content/quarantine").asText())
        .hasSize(32);
  }

  @Test
  void tooManyRowsAsideRefuseTheSnapshot() {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    Failure failure =
        pod.failure(expecting("{column: y, inSet: ['1'], severity: Quarantine, atLeast: 0.6}"));
    assertThat(failure.reason()).isEqualTo("ExpectationFailed");
    assertThat(failure.message())
        .isEqualTo(
            "y in 1: too many rows would be set aside: 5 of 10, and 60.00 % must remain, such as 0");
    assertThat(pod.failure(expecting("{column: y, inSet: ['9'], severity: Quarantine}")).reason())
        .isEqualTo("EmptyResult");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{column: b, matches: '('};ExpectationInvalid;expectations[0]: ( is no regular expression",
        "{column: a, foreignKey: {source: nope, column: x}};ColumnMissing;there is no source nope",
        "{column: a, foreignKey: {source: others, column: x}};ColumnMissing;the columns are name, other",
        "{sumToOne: [p, b]};TypeMismatch;sumToOne needs a number, and column b is none",
        "{column: b, freshness: {within: 1h}};TypeMismatch;freshness needs moments",
        "{sql: a + 1};TypeMismatch;is BIGINT, not true or false",
        "{sql: (SELECT count(*) FROM t1) > 1};StepFailed;a subquery would look at all rows",
        "{sql: nope > 1};ColumnMissing;the columns are id, a, b, y, p, q, at",
      })
  void whatCannotBeCheckedIsTold(String expectation, String reason, String message) {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    Failure failure = pod.failure(expecting(expectation));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(failure.message())
        .contains("expectations[0]")
        .contains(message == null ? "" : message);
  }

  @Test
  void howeverManyFailTheMessageFits() {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    String many =
        ("- {column: b, inSet: [" + "ü".repeat(300) + "], severity: SEVERITY}\n").repeat(60);
    assertThat(
            pod.result(spec("expectations:\n" + many.replace("SEVERITY", "Warn")))
                .failedExpectations())
        .hasSize(8);
    String message = pod.run(spec("expectations:\n" + many.replace("SEVERITY", "Fail")));
    assertThat(message.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .hasSizeLessThanOrEqualTo(TerminationMessage.LIMIT);
    assertThat(TerminationMessage.failure(message)).isPresent();
  }

  @Test
  void wrongColumnsAreTold() {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    Failure missing = pod.failure(expecting("{column: nope, notNull: true}"));
    assertThat(missing.reason()).isEqualTo("ColumnMissing");
    assertThat(missing.message())
        .isEqualTo(
            "expectations[0]: there is no column nope; the columns are id, a, b, y, p, q, at");
    Failure type = pod.failure(expecting("{column: b, between: [0, 1]}"));
    assertThat(type.reason()).isEqualTo("TypeMismatch");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "derive: {t: y > 1};t;BinaryClassification",
        "derive: {t: y % 2};t;BinaryClassification",
        "derive: {t: y};t;MulticlassClassification",
        "derive: {t: \"coalesce(b, 'n')\"};t;MulticlassClassification",
        "derive: {t: y * 1.5};t;Regression",
        "derive: {t: y + 0.0};t;MulticlassClassification",
      })
  void theLabelTellsTheTask(String step, String label, String task) {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    assertThat(pod.prepare(spec("steps:\n- {" + step + "}\nlabel: " + label)).task())
        .hasToString(task);
  }

  @Test
  void theLabelMustBeThereInEveryRow() {
    var pod = new PreparePod(root).file("rows.csv", ROWS).file("others.csv", OTHERS);
    Failure none = pod.failure(spec("label: nope"));
    assertThat(none.reason()).isEqualTo("LabelMissing");
    assertThat(none.message()).contains("no label column nope").contains("id, a, b, y, p, q, at");
    Failure some = pod.failure(spec("label: a"));
    assertThat(some.reason()).isEqualTo("LabelMissing");
    assertThat(some.message()).contains("1 rows have no label").contains("a IS NOT NULL");
    Failure text =
        pod.failure(spec("steps:\n- {filter: b IS NOT NULL}\nlabel: b\ntask: Regression"));
    assertThat(text.reason()).isEqualTo("TypeMismatch");
  }

  @Test
  void anUnreadableTaskIsNoStackTrace() {
    var pod = new PreparePod(root);
    Failure failure =
        pod.failure("sources: []\nsplits: {by: Hash, key: [id], train: 1.0, test: 0.0}");
    assertThat(failure.reason()).isNotEmpty();
  }
}
