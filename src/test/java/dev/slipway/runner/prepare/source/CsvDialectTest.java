package dev.slipway.runner.prepare.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CSV as people write it: dialects, encodings, types. */
@NullUnmarked
class CsvDialectTest {
  @TempDir Path root;

  private static String spec(String file, String more) {
    return """
    sources:
    - {name: rows, uri: "pvc://sources/%s"%s}
    splits: {by: Hash, key: [id], train: 1.0, test: 0.0}
    """
        .formatted(file, more);
  }

  static Stream<Arguments> dialects() {
    return Stream.of(
        Arguments.of("a.csv", "id,x\n1,a\n2,b\n", ""),
        Arguments.of("a.csv", "id;x\n1;a\n2;b\n", ""),
        Arguments.of("a.csv", "id|x\n1|a\n2|b\n", ""),
        Arguments.of("a.csv", "id\tx\n1\ta\n2\tb\n", ""),
        Arguments.of("a.tsv", "id\tx\n1\ta\n2\tb\n", ""),
        Arguments.of("a.txt", "id\tx\n1\ta\n2\tb\n", ", format: TSV"),
        Arguments.of("a.csv", "id:x\n1:a\n2:b\n", ", csv: {delimiter: ':'}"),
        Arguments.of("a.csv", "id,x\r\n1,a\r\n2,b\r\n", ""),
        Arguments.of("a.csv", "\uFEFFid,x\n1,a\n2,b", ""),
        Arguments.of("a.csv", "id,x\n1,a\n\n2,b\n\n", ""),
        Arguments.of("a.csv", "\"id\",\"x\"\n\"1\",\"a\"\n\"2\",\"b\"\n", ""),
        Arguments.of("a.csv", "'id','x'\n'1','a'\n'2','b'\n", ", csv: {quote: \"'\"}"),
        Arguments.of("a.csv", "1,a\n2,b\n", ", csv: {header: false, columns: [id, x]}"));
  }

  @ParameterizedTest
  @MethodSource("dialects")
  void reads(String file, String content, String more) {
    var pod = new PreparePod(root).file(file, content);
    assertThat(pod.rows(pod.prepare(spec(file, more)), "id,x")).containsExactly("1|a", "2|b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ISO-8859-1", "windows-1252", "UTF-16", "UTF-16LE", "UTF-8"})
  void encodings(String encoding) {
    byte[] content = "id,x\n1,Zürich\n".getBytes(Charset.forName(encoding));
    var pod = new PreparePod(root).file("a.csv", content);
    Snapshot snapshot = pod.prepare(spec("a.csv", ", csv: {encoding: " + encoding + "}"));
    assertThat(pod.rows(snapshot, "id,x")).containsExactly("1|Zürich");
  }

  /** What one cast takes for a moment and another does not is none, also behind the first rows. */
  @ParameterizedTest
  @CsvSource({
    "2026-01-02 10: 0:00, string",
    "2026-01-02T10:00:00, timestamp",
    "2026-01-02 10:00+02, timestamp",
    "2026-01-02 10:00:00.25, timestamp",
    "2026-01-02, timestamp",
    "infinity, string",
    "2026-02-30 10:00:00, string"
  })
  void everyMomentIsLookedAt(String last, String type) {
    var rows = new StringBuilder("id,x\n");
    for (int i = 0; i < 5000; i++) {
      rows.append(i).append(",2026-01-01 00:00:").append(i % 50 + 10).append('\n');
    }
    var pod = new PreparePod(root).file("a.csv", rows + "5000," + last + "\n");
    Snapshot snapshot = pod.prepare(spec("a.csv", ""));
    assertThat(pod.json(snapshot, "schema.json").at("/columns/1/type").asText()).isEqualTo(type);
    if (type.equals("timestamp")) {
      assertThat(pod.rows(snapshot, "id, x"))
          .contains(
              "5000|"
                  + (last.contains("+02")
                      ? "2026-01-02 08:00:00"
                      : last.length() == 10 ? last + " 00:00:00" : last.replace('T', ' ')));
    }
  }

  @Test
  void quotesHoldDelimitersQuotesAndLines() {
    var pod =
        new PreparePod(root).file("a.csv", "id,\"x, \"\"y\"\"\"\n1,\"a, \"\"b\"\"\nc\"\n2,\"d\"\n");
    Snapshot snapshot =
        pod.prepare(
            spec("a.csv", "").replace("splits", "steps: [{rename: {'x, \"y\"': x}}]\nsplits"));
    assertThat(pod.rows(snapshot, "id,x")).containsExactly("1|a, \"b\"\nc", "2|d");
  }

  @Test
  void megabytesInAField() {
    String large = "y".repeat(1 << 20);
    var pod = new PreparePod(root).file("a.csv", "id,x\n1," + large + "\n2,\"" + large + "\"\n");
    assertThat(pod.rows(pod.prepare(spec("a.csv", "")), "id,x"))
        .containsExactly("1|" + large, "2|" + large);
    pod.file("a.ndjson", "{\"id\":1,\"x\":\"" + large + "\"}\n");
    assertThat(pod.rows(pod.prepare(spec("a.ndjson", "")), "x")).containsExactly(large);
  }

  @Test
  void manyColumns() {
    var header = new StringBuilder("id");
    var row = new StringBuilder("1");
    for (int i = 0; i < 300; i++) {
      header.append(",c").append(i);
      row.append(',').append(i);
    }
    var pod = new PreparePod(root).file("a.csv", header + "\n" + row + "\n");
    assertThat(pod.rows(pod.prepare(spec("a.csv", "")), "c299")).containsExactly("299");
  }

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of("integer", List.of("1", "-2", "+3", ""), "-2 1 3 null"),
        Arguments.of("integer", List.of("007", "9223372036854775807"), "7 9223372036854775807"),
        Arguments.of("number", List.of("1", "2.5", "1e3", ""), "1.0 1000.0 2.5 null"),
        Arguments.of(
            "number", List.of("1.5", "NaN", "Infinity", "-inf", "nan"), "1.5 null null null null"),
        Arguments.of("boolean", List.of("true", "False", ""), "false null true"),
        Arguments.of("timestamp", List.of("2024-01-02", ""), "2024-01-02 00:00:00 null"),
        Arguments.of(
            "timestamp",
            List.of("2024-01-02T10:00:00Z", "2024-01-02 12:00:00+02:00", "2024-01-02 10:00:00"),
            "2024-01-02 10:00:00 2024-01-02 10:00:00 2024-01-02 10:00:00"),
        Arguments.of("string", List.of("1", "x"), "1 x"),
        Arguments.of("string", List.of("1", "2024-01-02"), "1 2024-01-02"),
        Arguments.of("string", List.of("12345678901234567890", "1"), "1 12345678901234567890"),
        Arguments.of("string", List.of("01.02.2024"), "01.02.2024"),
        Arguments.of("string", List.of("", ""), "null null"),
        Arguments.of("string", List.of("true", "1"), "1 true"));
  }

  @ParameterizedTest
  @MethodSource("types")
  void typesAreThoseThatAllValuesHave(String type, List<String> values, String expected) {
    var content = new StringBuilder("id,x\n");
    for (int i = 0; i < values.size(); i++) {
      content.append(i).append(',').append(values.get(i)).append('\n');
    }
    var pod = new PreparePod(root).file("a.csv", content.toString());
    Snapshot snapshot = pod.prepare(spec("a.csv", ""));
    assertThat(pod.json(snapshot, "schema.json").at("/columns/1/type").asText()).isEqualTo(type);
    assertThat(String.join(" ", pod.rows(snapshot, "x"))).isEqualTo(expected);
  }

  @Test
  void aColumnThatIsEmptyAtFirstHasTheTypeOfWhatComes() {
    var rows = new StringBuilder("id,x\n");
    for (int i = 0; i < 5000; i++) {
      rows.append(i).append(',').append(i < 4000 ? "" : "7").append('\n');
    }
    var pod = new PreparePod(root).file("a.csv", rows.toString());
    Snapshot snapshot = pod.prepare(spec("a.csv", ""));
    assertThat(pod.json(snapshot, "schema.json").at("/columns/1/type").asText())
        .isEqualTo("integer");
  }

  @Test
  void typesThatAreGiven() {
    var pod =
        new PreparePod(root)
            .file(
                "a.csv",
                "id,zip,n,f,when,none\n1,01234,5,1,2024-01-02T10:00:00Z,\n2,NA,-,2,NA,NA\n");
    Snapshot snapshot =
        pod.prepare(
            spec(
                "a.csv",
                ", csv: {nulls: [NA, '-'], types: {zip: string, n: integer, f: number, when: timestamp, none: integer}}"));
    assertThat(pod.rows(snapshot, "id,zip,n,f,when,none"))
        .containsExactly("1|01234|5|1.0|2024-01-02 10:00:00|null", "2|null|null|2.0|null|null");
    assertThat(pod.json(snapshot, "schema.json").findValuesAsText("type"))
        .containsExactly("integer", "string", "integer", "number", "timestamp", "integer");
  }

  @Test
  void jsonOfMixedTypesIsText() {
    var pod =
        new PreparePod(root)
            .file(
                "a.ndjson",
                "{\"id\":1,\"x\":1}\n{\"id\":2,\"x\":\"two\"}\n{\"id\":3,\"x\":null}\n");
    assertThat(pod.rows(pod.prepare(spec("a.ndjson", "")), "id,x"))
        .containsExactly("1|1", "2|two", "3|null");
  }
}
