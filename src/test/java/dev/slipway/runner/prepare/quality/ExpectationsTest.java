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

class ExpectationsTest {
  private static final String ROWS =
      "id,a,b,y\n1,10,x,0\n2,20,y,1\n3,,x,1\n4,40,z,0\n5,50,,1\n6,60,x,2\n7,70,x,3\n8,80,x,1\n9,90,x,0\n10,100,x,1\n";

  @TempDir Path root;

  private static String spec(String rest) {
    return """
    sources:
    - {name: rows, uri: "pvc://sources/rows.csv"}
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
        "{rowCount: {min: 10, max: 10}}"
      })
  void holds(String expectation) {
    var pod = new PreparePod(root).file("rows.csv", ROWS);
    assertThat(pod.result(expecting(expectation)).failedExpectations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{column: a, notNull: true};a not null: 1 of 10 rows do not pass",
        "{column: b, unique: true};b unique: 1 values come twice",
        "{column: a, between: [10, 99]};a between 10.0 and 99.0: 1 of 10 rows do not pass, such as 100",
        "{column: a, between: [30, 100], atLeast: 0.9};a between 30.0 and 100.0 for at least 90.00 %: 2 of 10 rows do not pass, such as 10",
        "{column: b, inSet: [x, y]};b in x, y: 1 of 10 rows do not pass, such as z",
        "{rowCount: {min: 11}};rows at least 11: 10 rows",
        "{rowCount: {max: 9}};rows at most 9: 10 rows",
      })
  void failsOrWarns(String expectation, String message) {
    var pod = new PreparePod(root).file("rows.csv", ROWS);
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
  void howeverManyFailTheMessageFits() {
    var pod = new PreparePod(root).file("rows.csv", ROWS);
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
    var pod = new PreparePod(root).file("rows.csv", ROWS);
    Failure missing = pod.failure(expecting("{column: nope, notNull: true}"));
    assertThat(missing.reason()).isEqualTo("ColumnMissing");
    assertThat(missing.message())
        .isEqualTo("expectations[0]: there is no column nope; the columns are id, a, b, y");
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
    var pod = new PreparePod(root).file("rows.csv", ROWS);
    assertThat(pod.prepare(spec("steps:\n- {" + step + "}\nlabel: " + label)).task())
        .hasToString(task);
  }

  @Test
  void theLabelMustBeThereInEveryRow() {
    var pod = new PreparePod(root).file("rows.csv", ROWS);
    Failure none = pod.failure(spec("label: nope"));
    assertThat(none.reason()).isEqualTo("LabelMissing");
    assertThat(none.message()).contains("no label column nope").contains("id, a, b, y");
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
