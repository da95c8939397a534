package dev.slipway.runner.prepare.table;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.runner.prepare.PreparePod;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How rows are divided into parts and folds. */
@NullUnmarked
class SplitsTest {
  @TempDir Path root;
  private PreparePod pod;

  @BeforeEach
  void aPod() {
    pod = new PreparePod(root);
  }

  @Test
  void byTimeTheOldestAreTrainedOnAndTheNewestTestedOn() {
    rows(100, i -> "%d,%s,%d".formatted(i, day(i), i));
    Snapshot made =
        prepare("by: Time, key: [id], time: at, train: 0.7, validation: 0.1, test: 0.2");
    assertThat(made.trainRows()).isEqualTo(70);
    assertThat(made.validationRows()).isEqualTo(10);
    assertThat(numbers(made, "train")).allMatch(id -> id < 70);
    assertThat(numbers(made, "validation")).allMatch(id -> id >= 70 && id < 80);
    assertThat(numbers(made, "test")).allMatch(id -> id >= 80);
    assertThat(pod.json(made, "manifest.json").at("/bounds/times/train").asText())
        .isEqualTo(day(69) + " 00:00:00");
  }

  @Test
  void byTimeOneMomentAndOneGroupAreNeverDivided() {
    // ten rows a day; group 7 has a row of the first day and one of the last
    rows(100, i -> "%d,%s,%d".formatted(i == 99 ? 7 : i, day(i / 10), i));
    Snapshot made = prepare("by: Time, key: [id], time: at, train: 0.55, test: 0.45");
    // the first day with at least 55 rows, without that of group 7, is the sixth
    assertThat(made.trainRows()).isEqualTo(59);
    assertThat(pod.rows(made, "test", "n")).contains("7", "99").hasSize(41);
  }

  @Test
  void byTimeFoldsFollowEachOther() {
    rows(100, i -> "%d,%s,%d".formatted(i, day(i), i));
    Snapshot made = prepare("by: Time, key: [id], time: at, train: 0.8, test: 0.2, folds: 4");
    for (int fold = 1; fold <= 4; fold++) {
      int from = (fold - 1) * 20;
      assertThat(ids(made, "train/fold-" + fold + ".parquet"))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(from, from + 20).boxed().toList());
    }
  }

  @Test
  void byTimeEveryRowNeedsAMoment() {
    rows(10, i -> "%d,%s,%d".formatted(i, i == 3 ? "" : day(i), i));
    Failure failure = failure("by: Time, key: [id], time: at, train: 0.8, test: 0.2");
    assertThat(failure.reason()).isEqualTo("SplitFailed");
    assertThat(failure.message()).contains("1 of 10 rows have no at").contains("at IS NOT NULL");
  }

  @Test
  void byTimeTheColumnMustBeThereAndAMoment() {
    rows(10, i -> "%d,%s,%d".formatted(i, day(i), i));
    assertThat(failure("by: Time, key: [id], time: when, train: 0.8, test: 0.2").message())
        .contains("no column when")
        .contains("id, at, n");
    assertThat(failure("by: Time, key: [id], time: n, train: 0.8, test: 0.2").reason())
        .isEqualTo("TypeMismatch");
  }

  @Test
  void stratifiedEveryClassGetsItsShares() {
    // 900 of a, 90 of b, 10 of c
    rows(1000, i -> "%d,%s,%s".formatted(i, day(1), i < 900 ? "a" : i < 990 ? "b" : "c"));
    Snapshot made =
        prepare("by: Stratified, key: [id], stratum: n, train: 0.8, validation: 0.1, test: 0.1");
    assertThat(shares(made, "a")).containsExactly(720, 90, 90);
    assertThat(shares(made, "b")).containsExactly(72, 9, 9);
    assertThat(shares(made, "c")).containsExactly(8, 1, 1);
  }

  @Test
  void stratifiedGroupsAreNeverDivided() {
    rows(600, i -> "%d,%s,%s".formatted(i / 6, day(1), i % 5 == 0 ? "rare" : "common"));
    Snapshot made =
        prepare("by: Stratified, key: [id], stratum: n, train: 0.5, test: 0.5, salt: x");
    List<Integer> train = numbers(made, "train").stream().distinct().toList();
    assertThat(numbers(made, "test")).doesNotContainAnyElementsOf(train);
    assertThat(made.trainRows()).isBetween(290L, 310L);
  }

  @Test
  void stratifiedNeedsFewValues() {
    rows(200, i -> "%d,%s,%d".formatted(i, day(1), i));
    assertThat(failure("by: Stratified, key: [id], stratum: n, train: 0.5, test: 0.5").message())
        .contains("more than 100 values");
  }

  @Test
  void byHashNewRowsMoveNoneAndFoldsArePartsOfTrain() {
    rows(400, i -> "%d,%s,%d".formatted(i, day(1), i));
    String splits = "by: Hash, key: [id], train: 0.8, test: 0.2, folds: 5";
    Snapshot before = prepare(splits);
    rows(800, i -> "%d,%s,%d".formatted(i, day(1), i));
    Snapshot after = prepare(splits);
    for (int fold = 1; fold <= 5; fold++) {
      String file = "train/fold-" + fold + ".parquet";
      assertThat(ids(before, file)).isNotEmpty();
      assertThat(ids(after, file)).containsAll(ids(before, file));
    }
    assertThat(numbers(after, "test")).containsAll(numbers(before, "test"));
    assertThat(numbers(after, "train")).hasSize((int) after.trainRows()).doesNotHaveDuplicates();
  }

  @Test
  void whatIsFittedMeetsTheTrainRowsOfTheEnd() {
    rows(100, i -> "%d,%s,%s".formatted(i, day(i), i % 10 == 0 ? "" : Integer.toString(i)));
    Snapshot made =
        pod.prepare(
            """
            sources: [{name: t, uri: pvc://sources/t.csv}]
            steps:
            - fill: {columns: [n], with: Mean}
            - filter: id >= 20
            splits: {by: Time, key: [id], time: at, train: 0.5, test: 0.5}
            """);
    // the bound was measured by fill, over all rows, and holds though 20 rows went
    assertThat(numbers(made, "train")).allMatch(id -> id < 50).hasSize(30);
  }

  private void rows(int count, Function<Integer, String> row) {
    pod.file(
        "t.csv",
        IntStream.range(0, count)
            .boxed()
            .map(row)
            .collect(Collectors.joining("\n", "id,at,n\n", "\n")));
  }

  private Snapshot prepare(String splits) {
    return pod.prepare(spec(splits));
  }

  private Failure failure(String splits) {
    return pod.failure(spec(splits));
  }

  private static String spec(String splits) {
    return "sources: [{name: t, uri: pvc://sources/t.csv}]\nsplits: {" + splits + "}\n";
  }

  private static String day(int number) {
    return java.time.LocalDate.of(2026, 1, 1).plusDays(number).toString();
  }

  private List<Integer> numbers(Snapshot snapshot, String part) {
    return pod.rows(snapshot, part, "id").stream().map(Integer::valueOf).toList();
  }

  private List<Integer> ids(Snapshot snapshot, String file) {
    return PreparePod.query("SELECT id FROM read_parquet('%s')".formatted(pod.in(snapshot, file)))
        .stream()
        .map(Integer::valueOf)
        .toList();
  }

  private List<Integer> shares(Snapshot snapshot, String stratum) {
    return List.of("train", "validation", "test").stream()
        .map(part -> (int) pod.rows(snapshot, part, "n").stream().filter(stratum::equals).count())
        .toList();
  }
}
