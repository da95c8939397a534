package dev.slipway.runner.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.contract.FetchTask;
import dev.slipway.contract.FetchTask.Cache;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.FetchTask.Item;
import dev.slipway.contract.FetchTask.Kind;
import dev.slipway.contract.PodPaths;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.prepare.PreparePod;
import dev.slipway.store.Digest;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A fold in a pod looks like a snapshot, and folds together are the rows there are to learn. */
@NullUnmarked
class FoldedSnapshotTest {
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path root;
  private PreparePod pod;
  private Path data;

  @BeforeEach
  void aPod() {
    pod = new PreparePod(root);
    data = root.resolve("slipway/data");
  }

  @Test
  void everyRowIsValidatedOnOnceAndTheTestPartStaysUnseen() throws IOException {
    Snapshot made =
        prepare("by: Hash, key: [id], train: 0.6, validation: 0.2, test: 0.2", 500, i -> i, i -> i);
    List<Integer> seen = new ArrayList<>(ids(made, "train"));
    seen.addAll(ids(made, "validation"));
    var validated = new ArrayList<Integer>();
    for (int fold = 0; fold < 5; fold++) {
      fetch(made, fold, 5);
      List<Integer> train = ids("train");
      List<Integer> validation = ids("validation");
      assertThat(validation).hasSizeBetween(40, 120).doesNotContainAnyElementsOf(train);
      assertThat(train).hasSize(seen.size() - validation.size());
      validated.addAll(validation);
    }
    assertThat(validated).containsExactlyInAnyOrderElementsOf(seen);
    assertThat(ids(made, "test")).isNotEmpty().doesNotContainAnyElementsOf(validated);
  }

  @Test
  void theFolderIsThatOfASnapshotAndTrueOfItsRows() throws IOException {
    Snapshot made =
        prepare("by: Hash, key: [id], train: 0.7, validation: 0.1, test: 0.2", 300, i -> i, i -> i);
    fetch(made, 1, 3);
    try (Stream<Path> all = Files.walk(data)) {
      assertThat(all.filter(Files::isRegularFile).map(file -> data.relativize(file).toString()))
          .containsExactlyInAnyOrder(
              "manifest.json",
              "profile.json",
              "recipe.json",
              "schema.json",
              "train/train.parquet",
              "validation/validation.parquet");
    }
    var manifest =
        new JsonMapper()
            .readValue(data.resolve(SnapshotManifest.NAME).toFile(), SnapshotManifest.class);
    assertThat(manifest.rows())
        .isEqualTo(
            Map.of(
                "train",
                (long) ids("train").size(),
                "validation",
                (long) ids("validation").size()));
    assertThat(manifest.fold()).isEqualTo(new SnapshotManifest.Fold(made.digest(), 1, 3));
    for (StoredFile file : manifest.files()) {
      assertThat(Digest.ofFile(data.resolve(file.path()))).isEqualTo(file.sha256());
    }
    assertThat(manifest.digest())
        .isNotEqualTo(made.digest())
        .isEqualTo(
            SnapshotManifest.digest(
                manifest.content(),
                json("schema.json"),
                json("recipe.json"),
                manifest.splits(),
                manifest.sources()));
    assertThat(json("profile.json").path("rows").asLong()).isEqualTo(ids("train").size());
    assertThat(json("schema.json")).isEqualTo(pod.json(made, "schema.json"));
    assertThat(
            PreparePod.query(
                "SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM '%s')"
                    .formatted(data.resolve("train/train.parquet"))))
        .isEqualTo(
            PreparePod.query(
                "SELECT column_name || ' ' || column_type FROM (DESCRIBE SELECT * FROM '%s')"
                    .formatted(pod.in(made, "train/train.parquet"))));
  }

  @Test
  void theSameFoldIsTheSameBytes() throws IOException {
    Snapshot made = prepare("by: Hash, key: [id], train: 0.8, test: 0.2", 400, i -> i, i -> i);
    fetch(made, 0, 4);
    byte[] first = Files.readAllBytes(data.resolve("manifest.json"));
    fetch(made, 2, 4);
    assertThat(Files.readAllBytes(data.resolve("manifest.json"))).isNotEqualTo(first);
    fetch(made, 0, 4);
    assertThat(data.resolve("manifest.json")).hasBinaryContent(first);
  }

  @Test
  void podsShareAFold() throws IOException {
    Snapshot made = prepare("by: Hash, key: [id], train: 0.8, test: 0.2", 400, i -> i, i -> i);
    fetch(made, 1, 4);
    byte[] own = Files.readAllBytes(data.resolve("manifest.json"));
    String copy = "snapshots/" + Digest.hex(made.digest()) + "-1-4";
    var cache = new Cache("pvc://cache/" + copy, 60, 60);
    var item =
        new Item(Kind.SNAPSHOT, made.uri(), made.digest(), PodPaths.DATA, new Fold(1, 4), 0, cache);
    assertThat(run(item)).startsWith("{\"result\":{\"files\":").doesNotContain("\"files\":0");
    assertThat(root.resolve("slipway/volumes/cache").resolve(copy).resolve("data/manifest.json"))
        .hasBinaryContent(own);
    assertThat(run(item)).isEqualTo("{\"result\":{\"files\":0,\"bytes\":0}}");
  }

  @Test
  void withAsManyFoldsAsTheDatasetHasTheyAreItsOwn() throws IOException {
    Snapshot made =
        prepare("by: Hash, key: [id], train: 0.8, test: 0.2, folds: 4", 400, i -> i, i -> i);
    fetch(made, 2, 4);
    assertThat(ids("validation"))
        .containsExactlyInAnyOrderElementsOf(
            PreparePod.query("SELECT id FROM '%s'".formatted(pod.in(made, "train/fold-3.parquet")))
                .stream()
                .map(Integer::valueOf)
                .toList());
    assertThat(data.resolve("train/fold-1.parquet")).doesNotExist();
  }

  @Test
  void rowsOfOneKeyStayInOneFold() throws IOException {
    Snapshot made = prepare("by: Hash, key: [id], train: 0.8, test: 0.2", 600, i -> i / 6, i -> i);
    fetch(made, 0, 3);
    assertThat(new TreeSet<>(ids("validation")))
        .isNotEmpty()
        .doesNotContainAnyElementsOf(ids("train"));
  }

  @Test
  void stratifiedEachFoldHasItsShareOfEachClassHoweverRare() throws IOException {
    // 900 of 0, 90 of 1, 10 of 2
    Snapshot made =
        prepare(
            "by: Stratified, key: [id], stratum: n, train: 0.8, validation: 0.1, test: 0.1",
            1000,
            i -> i,
            i -> i < 900 ? 0 : i < 990 ? 1 : 2);
    for (int fold = 0; fold < 3; fold++) {
      fetch(made, fold, 3);
      assertThat(count("validation", 0)).isEqualTo(270);
      assertThat(count("validation", 1)).isEqualTo(27);
      assertThat(count("validation", 2)).isEqualTo(3);
      assertThat(count("train", 0)).isEqualTo(540);
    }
  }

  @Test
  void byTimeNothingIsTrainedOnWhatCameAfterIt() throws IOException {
    // two rows a day
    Snapshot made =
        prepare("by: Time, key: [id], time: at, train: 0.8, test: 0.2", 200, i -> i, i -> i);
    for (int fold = 0; fold < 3; fold++) {
      fetch(made, fold, 3);
      int until = (fold + 1) * 40;
      assertThat(ids("train"))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(0, until).boxed().toList());
      assertThat(ids("validation"))
          .containsExactlyInAnyOrderElementsOf(IntStream.range(until, until + 40).boxed().toList());
    }
  }

  @Test
  void hostileNamesAndMissingValuesStayWhatTheyAre() throws IOException {
    pod.file(
        "t.csv",
        "id,\"sel\"\"ect's\",\"__k\",h,s\n"
            + IntStream.range(0, 60)
                .mapToObj(i -> "%d,%s,x%d,%d,".formatted(i, i % 3 == 0 ? "" : "v" + i, i, i % 2))
                .collect(Collectors.joining("\n"))
            + "\n");
    Snapshot made =
        pod.prepare(
            """
            sources: [{name: t, uri: pvc://sources/t.csv}]
            splits: {by: Stratified, key: [id, __k], stratum: h, train: 0.8, test: 0.2}
            """);
    fetch(made, 1, 2);
    List<String> both = new ArrayList<>();
    for (String part : List.of("train", "validation")) {
      both.addAll(
          PreparePod.query(
              "SELECT concat_ws('|', id, coalesce(\"sel\"\"ect's\", 'none'), h) FROM read_parquet('%s')"
                  .formatted(data.resolve(part + "/*.parquet"))));
    }
    assertThat(both)
        .containsExactlyInAnyOrderElementsOf(
            PreparePod.query(
                "SELECT concat_ws('|', id, coalesce(\"sel\"\"ect's\", 'none'), h) FROM read_parquet('%s')"
                    .formatted(pod.in(made, "train/*.parquet"))));
  }

  @ParameterizedTest
  @CsvSource({"0,1", "-1,5", "5,5"})
  void aFoldThatThereCannotBeIsRefused(int index, int of) throws IOException {
    Snapshot made = prepare("by: Hash, key: [id], train: 0.8, test: 0.2", 50, i -> i, i -> i);
    Failure failure =
        failure(
            new Item(Kind.SNAPSHOT, made.uri(), made.digest(), PodPaths.DATA, new Fold(index, of)));
    assertThat(failure.reason()).isEqualTo("InvalidTask");
    assertThat(failure.message())
        .isEqualTo(
            "there is no fold %d of %d: folds are counted from 0, and there are at least 2"
                .formatted(index, of));
    assertThat(data.resolve("train")).doesNotExist();
  }

  @Test
  void onlySnapshotsHaveFolds() throws IOException {
    var item = new Item(Kind.MODEL, "pvc://store/m", "sha256:x", PodPaths.MODEL, new Fold(0, 2));
    assertThat(failure(item).message())
        .isEqualTo("pvc://store/m is no snapshot, so it has no folds");
  }

  @Test
  void aFoldWithoutRowsIsRefused() throws IOException {
    // one key: all rows are in one fold
    Snapshot made = prepare("by: Hash, key: [id], train: 1, test: 0", 50, i -> 7, i -> i);
    var reasons = new ArrayList<String>();
    for (int fold = 0; fold < 2; fold++) {
      Failure failure = failure(item(made, fold, 2));
      reasons.add(failure.reason());
      assertThat(failure.retryable()).isFalse();
      assertThat(failure.message())
          .contains("fold " + fold + " of 2", made.uri(), "take fewer folds");
      assertThat(data.resolve("manifest.json")).doesNotExist();
    }
    assertThat(reasons).containsOnly("EmptyFold");
  }

  @Test
  void aSnapshotOfTestRowsAloneHasNoFolds() throws IOException {
    Snapshot made = prepare("by: Hash, key: [id], train: 0, test: 1", 50, i -> i, i -> i);
    Failure failure = failure(item(made, 0, 2));
    assertThat(failure.reason()).isEqualTo("EmptyFold");
    assertThat(failure.message()).contains("neither train nor validation rows");
  }

  @Test
  void rowsThatWereChangedAreRefusedBeforeTheyAreDivided() throws IOException {
    Snapshot made = prepare("by: Hash, key: [id], train: 0.8, test: 0.2", 50, i -> i, i -> i);
    Files.writeString(pod.in(made, "train/train.parquet"), "other rows");
    assertThat(failure(item(made, 0, 2)).reason()).isEqualTo("DigestMismatch");
    assertThat(data.resolve("train")).doesNotExist();
  }

  private Snapshot prepare(
      String splits, int rows, IntFunction<Integer> id, IntFunction<Integer> number) {
    pod.file(
        "t.csv",
        IntStream.range(0, rows)
            .mapToObj(
                i ->
                    "%d,%s,%d"
                        .formatted(
                            id.apply(i),
                            java.time.LocalDate.of(2026, 1, 1).plusDays(i / 2),
                            number.apply(i)))
            .collect(Collectors.joining("\n", "id,at,n\n", "\n")));
    return pod.prepare(
        "sources: [{name: t, uri: pvc://sources/t.csv}]\nsplits: {" + splits + "}\n");
  }

  private static Item item(Snapshot made, int fold, int of) {
    return new Item(Kind.SNAPSHOT, made.uri(), made.digest(), PodPaths.DATA, new Fold(fold, of));
  }

  private void fetch(Snapshot made, int fold, int of) throws IOException {
    assertThat(run(item(made, fold, of))).startsWith("{\"result\":");
  }

  private Failure failure(Item item) throws IOException {
    String message = run(item);
    return TerminationMessage.failure(message).orElseThrow(() -> new AssertionError(message));
  }

  private String run(Item item) throws IOException {
    var variables =
        Map.of(
            PodPaths.TASK, JSON.writeValueAsString(new FetchTask(List.of(item), PreparePod.STORE)));
    new FetchCommand(
            new PodContext(variables, root, new PrintStream(OutputStream.nullOutputStream())))
        .call();
    return Files.readString(root.resolve(TerminationMessage.PATH.substring(1)));
  }

  private JsonNode json(String name) throws IOException {
    return JSON.readTree(data.resolve(name).toFile());
  }

  private List<Integer> ids(String part) {
    return PreparePod.query("SELECT id FROM '%s/%s/*.parquet'".formatted(data, part)).stream()
        .map(Integer::valueOf)
        .toList();
  }

  private List<Integer> ids(Snapshot made, String part) {
    return pod.rows(made, part, "id").stream().map(Integer::valueOf).toList();
  }

  private long count(String part, int number) {
    return PreparePod.query(
            "SELECT 1 FROM '%s/%s/*.parquet' WHERE n = %d".formatted(data, part, number))
        .size();
  }
}
