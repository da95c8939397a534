package dev.slipway.runner.prepare.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.PrepareResult;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a preparation hints at, and what it does not. */
@NullUnmarked
class HintsTest {
  private static final String SPEC =
      """
      sources: [{name: rows, uri: "pvc://sources/rows.csv"}]
      label: y
      splits: {by: Hash, key: [id], train: 0.7, validation: 0.1, test: 0.2}
      """;

  @TempDir Path root;

  private static String csv(String header, int rows, IntFunction<String> line) {
    return IntStream.range(0, rows)
        .mapToObj(line)
        .collect(Collectors.joining("\n", header + "\n", "\n"));
  }

  private List<Hint> hints(String csv, String spec) {
    return new PreparePod(root).file("rows.csv", csv).result(spec).hints();
  }

  private static List<String> columns(List<Hint> hints, String kind) {
    return hints.stream().filter(h -> h.kind().equals(kind)).map(Hint::column).toList();
  }

  @Test
  void aCopyOfTheLabelLeaksAndAnIdDoesNot() {
    var random = new Random(7);
    List<Hint> hints =
        hints(
            csv(
                "id,copy,noisy,text,amount,serial,name,chance,good,y",
                6000,
                i -> {
                  boolean y = random.nextInt(10) == 0;
                  return String.join(
                      ",",
                      "" + i,
                      y ? "9" : "4",
                      y ^ random.nextInt(300) == 0 ? "yes" : "no",
                      y ? "red " + i % 3 : "blue " + i % 3,
                      y ? "" + random.nextInt(1, 1000) : "0",
                      "" + i * 17,
                      "customer-" + i,
                      "" + random.nextGaussian(),
                      "" + (random.nextGaussian() + (y ? 2 : 0)),
                      y ? "1" : "0");
                }),
            SPEC);
    assertThat(columns(hints, "Leakage"))
        .containsExactlyInAnyOrder("copy", "noisy", "text", "amount");
    assertThat(hints).hasSize(4);
    assertThat(hints.getFirst().message())
        .matches(
            "predicts the label alone: AUC (1\\.000|0\\.99\\d) on 1,[0-9]{3} rows that were held out; drop it unless it is known before the label is");
  }

  @Test
  void aNumberThatCopiesANumberLeaks() {
    var random = new Random(7);
    List<Hint> hints =
        hints(
            csv(
                "id,copy,curve,noisy,half,name,moment,chance,y",
                4000,
                i -> {
                  double y = Math.exp(random.nextGaussian());
                  return "%d,%s,%s,%s,%s,n%d,2026-01-01T00:%02d:00,%s,%s"
                      .formatted(
                          i,
                          y,
                          -1 / y,
                          y * (1 + 0.01 * random.nextGaussian()),
                          y * Math.exp(random.nextGaussian()),
                          i,
                          random.nextInt(60),
                          random.nextGaussian(),
                          y);
                }),
            SPEC);
    assertThat(columns(hints, "Leakage")).containsExactlyInAnyOrder("copy", "curve", "noisy");
    assertThat(hints.getFirst().message()).contains("R² of ranks ");
  }

  @Test
  void twoHundredCountriesOfThreeClassesLeakToo() {
    var random = new Random(3);
    List<Hint> hints =
        hints(
            csv(
                "id,country,other,y",
                5000,
                i -> {
                  int country = random.nextInt(150);
                  return "%d,land %d,o%d,%s"
                      .formatted(
                          i, country, random.nextInt(150), List.of("a", "b", "c").get(country % 3));
                }),
            SPEC);
    assertThat(columns(hints, "Leakage")).containsExactly("country");
  }

  /** Nothing is held out but a quarter of the train part itself. */
  @Test
  void leakageIsFoundWithoutOtherParts() {
    List<Hint> hints =
        hints(
            csv(
                "id,copy,y",
                400,
                i -> "%d,%s,%d".formatted(i, i % 3 == 0 ? "p" : "q", i % 3 == 0 ? 1 : 0)),
            SPEC.replace("train: 0.7, validation: 0.1, test: 0.2", "train: 1.0, test: 0.0"));
    assertThat(columns(hints, "Leakage")).containsExactly("copy");
  }

  @Test
  void rowsOfTheTrainPartInTheTestPart() {
    var random = new Random(5);
    double[] known = random.doubles(3000).toArray();
    String doubled =
        csv(
            "id,a,b,y",
            3000,
            i -> {
              double x = known[i % 1500];
              return "%d,%s,%s,%d".formatted(i, x, 1 - x, (int) (x * 1e6) % 2);
            });
    List<Hint> hints = hints(doubled, SPEC);
    assertThat(hints).extracting(Hint::kind).containsOnly("DuplicateAcrossSplits").hasSize(2);
    assertThat(hints.get(0).message())
        .matches(
            "[67]\\d(\\.\\d)? % of the test part are in the train part too, equal but for the key; deduplicate, or put them under one key");
    // Rows of two booleans are bound to be equal.
    assertThat(
            hints(
                csv(
                    "id,a,b,y",
                    3000,
                    i -> "%d,%b,%b,%d".formatted(i, i % 2 == 0, i % 5 < 3, i % 3 % 2)),
                SPEC))
        .isEmpty();
  }

  @Test
  void rareClassesAreNamed() {
    List<Hint> hints =
        hints(
            csv(
                "id,x,y",
                4000,
                i ->
                    "%d,%d,%s"
                        .formatted(i, i * 37, i % 500 == 3 ? "rare <b>" : i % 2 == 0 ? "a" : "b")),
            SPEC);
    assertThat(hints).hasSize(1);
    assertThat(hints.getFirst().kind()).isEqualTo("ClassImbalance");
    assertThat(hints.getFirst().column()).isNull();
    assertThat(hints.getFirst().message())
        .matches("class rare <b> has \\d of 2,\\d+ rows of the train part \\(0\\.\\d+ %\\)");
  }

  @Test
  void aLabelThatNeverChanges() {
    assertThat(
            hints(
                csv("id,x,y", 200, i -> i + "," + i % 7 + ",1"),
                SPEC + "task: BinaryClassification\n"))
        .extracting(Hint::message)
        .containsExactly("every row has the same label, 1");
  }

  private static String visits(int rows, int seed, double shift, double missing, String city) {
    var random = new Random(seed);
    return csv(
        "id,age,income,city,y",
        rows,
        i ->
            "%d,%s,%s,%s,%d"
                .formatted(
                    i,
                    random.nextDouble() < missing ? "" : random.nextInt(18, 80),
                    random.nextGaussian() + shift,
                    random.nextInt(10) == 0 ? city : "Bergen",
                    random.nextInt(2)));
  }

  @Test
  void whatDiffersFromTheSnapshotBefore() {
    var pod = new PreparePod(root);
    PrepareResult first = pod.file("rows.csv", visits(5000, 1, 0, 0, "Oslo")).result(SPEC);
    assertThat(first.hints()).isEmpty();
    pod.current = first.snapshot();
    // Other rows of the same kind change nothing.
    PrepareResult same = pod.file("rows.csv", visits(5000, 2, 0, 0, "Oslo")).result(SPEC);
    assertThat(same.hints()).isEmpty();
    PrepareResult other =
        pod.file(
                "rows.csv", visits(2000, 3, 1.5, 0.2, "Århus <i>").replaceFirst("income", "income"))
            .result(SPEC.replace("label:", "steps: [{derive: {extra: age * 2}}]\nlabel:"));
    String before = " from snapshot " + first.snapshot().name() + " in ";
    assertThat(other.hints())
        .extracting(
            h ->
                h.column()
                    + ": "
                    + h.message()
                        .replaceAll("\\d+\\.\\d+ %", "N")
                        .replaceAll("\\d\\.\\d\\d\\)", "P)"))
        .containsExactly(
            "null: columns since snapshot " + first.snapshot().name() + ": added extra integer",
            "null: 2,000 rows instead of 5,000 in snapshot " + first.snapshot().name(),
            "income: differs" + before + "its distribution (PSI P)",
            "age: differs" + before + "its distribution (PSI P), missing values (N, were 0 %)",
            "city: differs"
                + before
                + "its distribution (PSI P), new categories (N, such as Århus <i>)");
    JsonNode columns = pod.json(other.snapshot(), "report.json").at("/insights/comparison/columns");
    JsonNode city = at(columns, "city");
    assertThat(city.at("/added").toString()).isEqualTo("[\"Århus <i>\"]");
    assertThat(city.at("/removed").toString()).isEqualTo("[\"Oslo\"]");
    JsonNode income = at(columns, "income");
    assertThat(income.at("/mean").asDouble() - income.at("/meanBefore").asDouble())
        .isBetween(1.3, 1.7);
    assertThat(at(columns, "age").at("/missing").asDouble()).isBetween(0.15, 0.25);
  }

  private static JsonNode at(JsonNode columns, String name) {
    for (JsonNode column : columns) {
      if (column.at("/column").asText().equals(name)) {
        return column;
      }
    }
    throw new AssertionError(name);
  }

  /** A snapshot that is there keeps its report, and the status says what the report says. */
  @Test
  void aSnapshotThatIsThereKeepsItsHints() {
    var pod = new PreparePod(root);
    String csv = csv("id,copy,y", 400, i -> "%d,%d,%d".formatted(i, i % 2 * 5, i % 2));
    PrepareResult first = pod.file("rows.csv", csv).result(SPEC);
    String report = pod.json(first.snapshot(), "report.json").toString();
    pod.current = first.snapshot();
    PrepareResult again = pod.result(SPEC);
    assertThat(again.hints()).isEqualTo(first.hints()).isNotEmpty();
    assertThat(again.snapshot()).isEqualTo(first.snapshot());
    assertThat(pod.json(first.snapshot(), "report.json").toString()).isEqualTo(report);
  }

  /** Somebody has removed the folder of the snapshot before: there is nothing to compare with. */
  @Test
  void theSnapshotBeforeMayBeGone() {
    var pod = new PreparePod(root);
    Snapshot first = pod.file("rows.csv", visits(500, 1, 0, 0, "Oslo")).prepare(SPEC);
    pod.current =
        new Snapshot(
            "gone",
            "sha256:gone",
            first.uri() + "-gone",
            1,
            1,
            0,
            0,
            1,
            "x",
            "y",
            first.task(),
            first.time());
    PrepareResult next = pod.file("rows.csv", visits(500, 2, 3, 0, "Oslo")).result(SPEC);
    assertThat(next.hints()).isEmpty();
    assertThat(pod.json(next.snapshot(), "report.json").at("/insights/comparison").isMissingNode())
        .isTrue();
  }

  /** Values that break sums, quantiles and JSON. */
  @Test
  void extremeValuesStopNothing() {
    var values = List.of("inf", "-inf", "nan", "1e308", "-1e308", "", "0", "5e-324", "1.5");
    var pod = new PreparePod(root);
    for (String task : List.of("label: y\n", "label: z\n", "")) {
      Snapshot snapshot =
          pod.file(
                  "rows.csv",
                  csv(
                      "id,x,none,one,text,at,big,z,y",
                      600,
                      i ->
                          "%d,%s,,1,%s,%s,%d,%s,%d"
                              .formatted(
                                  i,
                                  values.get(i % 9),
                                  i % 3 == 0 ? "" : "t" + i,
                                  i % 5 == 0 ? "" : "2026-01-01 00:00:00",
                                  Long.MAX_VALUE - i % 2,
                                  i % 2 == 0 ? "1e308" : "-1e308",
                                  i % 4)))
              .prepare(
                  """
                  sources: [{name: rows, uri: "pvc://sources/rows.csv"}]
                  steps: [{cast: {columns: [x, none], to: Number}}]
                  splits: {by: Hash, key: [id], train: 0.7, test: 0.3}
                  """
                      + task);
      assertThat(pod.json(snapshot, "report.json").at("/insights/columns")).hasSize(9);
    }
  }
}
