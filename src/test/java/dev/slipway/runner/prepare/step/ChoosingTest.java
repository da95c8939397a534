package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rows sample and balance choose, and what Target makes of each part. */
@NullUnmarked
class ChoosingTest {
  private static final String SPLITS = "{by: Hash, key: [id], train: 0.6, test: 0.4, salt: s}";

  @TempDir Path root;

  private StepTable table(int rows) {
    return StepTable.open(root, 2)
        .source(
            "rows",
            "SELECT i AS id, CASE WHEN i %% 10 < 7 THEN 'a' WHEN i %% 10 < 9 THEN 'b' ELSE 'c' END AS c, i // 10 AS g FROM range(%d) r(i)"
                .formatted(rows))
        .splits(SPLITS);
  }

  /** The documented formulas, written a second time. */
  private static long hash(int id) {
    return Long.parseUnsignedLong(DigestUtils.md5Hex("s\u001f" + id).substring(0, 16), 16);
  }

  private static boolean train(int id) {
    double u = hash(id) / Math.pow(2, 64);
    return (u < 0 ? u + 1 : u) < 0.6;
  }

  /** rowid is also the name of what the engine finds rows by. */
  @Test
  void ofTiedRowsOneStaysWhateverTheirOrderAndColumns() {
    String rows =
        "(1, 7, 'a', 1), (1, 7, 'b', 1), (NULL, 7, 'c', 2), (NULL, 7, 'd', 3), (2, 8, 'e', 1), (3, 9, 'f', 1), (3, 8, 'g', 1), (4, NULL, 'h', 1), (4, NULL, 'h', 1)";
    List<String> first = List.of();
    for (String order : List.of("v", "v DESC")) {
      try (StepTable table =
          StepTable.open(root, 2)
              .source(
                  "rows",
                  "SELECT * FROM (VALUES %s) t(id, tm, v, rowid) ORDER BY %s"
                      .formatted(rows, order))) {
        List<String> left =
            table.rows(
                "- {filter: v <> 'x'}\n- {deduplicate: {by: [id], orderBy: tm, keep: Last}}");
        assertThat(left).hasSize(5).contains("2|8|e|1", "3|9|f|1", "4|null|h|1");
        first = first.isEmpty() ? left : first;
        assertThat(left).isEqualTo(first);
      }
    }
  }

  /** Were all groups joined at once, the rows of a hundred characters would be spilled. */
  @Test
  void groupsBeyondMemoryAreDeduplicatedInParts() {
    String rows =
        "SELECT nullif(i % 700000, 0) AS id, i AS tm, rpad(md5(i::VARCHAR), 100, '.') AS v FROM range(1000000) t(i)";
    var sums = new HashSet<String>();
    for (long memory : new long[] {1L << 30, 40L << 20}) {
      try (StepTable table = StepTable.open(root, 2, memory, 40L << 20).source("rows", rows)) {
        Relation left = table.apply("- {deduplicate: {by: [id], orderBy: tm, keep: Last}}");
        assertThat(table.engine.count(left)).isEqualTo(700_000);
        assertThat(table.engine.plan().stream().filter(s -> s.startsWith("INSERT")))
            .hasSize(memory > 1L << 29 ? 0 : 1);
        sums.add(RowHash.sum(table.engine, left));
      }
    }
    assertThat(sums).hasSize(1);
  }

  @Test
  void rowsOfASampleStayWhenOthersCome() {
    List<String> few;
    try (StepTable table = table(1000)) {
      few = table.rows("- {sample: {fraction: 0.3}}\n- {select: [id]}");
    }
    assertThat(few.size()).isBetween(250, 350);
    try (StepTable table = table(3000)) {
      List<String> many = table.rows("- {sample: {fraction: 0.3}}\n- {select: [id]}");
      assertThat(many.stream().filter(id -> Integer.parseInt(id) < 1000).toList()).isEqualTo(few);
    }
    try (StepTable table = table(1000)) {
      assertThat(table.rows("- {sample: {fraction: 0.3, salt: x}}\n- {select: [id]}"))
          .isNotEqualTo(few);
    }
  }

  @Test
  void aSampleHasExactlyTheRowsAskedForAndDoesNotFollowTheSplits() {
    try (StepTable table = table(2000)) {
      Relation kept = table.apply("- {sample: {rows: 500, salt: s}}");
      assertThat(table.engine.count(kept)).isEqualTo(500);
      assertThat(table.rows(kept, table.train(kept)).size() / 500.0).isCloseTo(0.6, within(0.08));
    }
    try (StepTable table = table(2000)) {
      Relation kept = table.apply("- {sample: {fraction: 0.4, by: [id], salt: s}}");
      double all = table.engine.count(kept);
      assertThat(table.rows(kept, table.train(kept)).size() / all).isCloseTo(0.6, within(0.08));
    }
  }

  @Test
  void groupsStayTogether() {
    try (StepTable table = table(1000)) {
      Map<String, Long> sizes =
          table.rows("- {sample: {fraction: 0.5, by: [g]}}\n- {select: [g]}").stream()
              .collect(Collectors.groupingBy(g -> g, Collectors.counting()));
      assertThat(sizes.values()).containsOnly(10L);
      assertThat(sizes.size()).isBetween(30, 70);
    }
  }

  @Test
  void balanceChangesTheTrainPartOnly() {
    for (String by : List.of("Over", "Under", "Over, ratio: 0.5", "Under, ratio: 0.5")) {
      try (StepTable table = table(1000)) {
        Relation before = table.main();
        String test = "NOT " + table.train(before);
        List<String> rest = table.rows(before, test);
        Map<String, Long> old = classes(table, before);
        Relation after = table.apply("- {balance: {column: c, by: " + by + "}}");
        assertThat(table.rows(after, test)).isEqualTo(rest);
        double ratio = by.contains("0.5") ? 0.5 : 1;
        long most = (long) Math.ceil(old.get("a") * ratio);
        long least = (long) Math.floor(old.get("c") / ratio);
        var expected = new HashMap<String, Long>();
        old.forEach(
            (k, n) ->
                expected.put(k, by.startsWith("Over") ? Math.max(n, most) : Math.min(n, least)));
        assertThat(classes(table, after)).isEqualTo(expected);
        assertThat(table.recipe.steps().getFirst().fitted()).isEqualTo(Map.of("c", expected));
        // No row of the smaller classes is repeated more often than another, by more than one.
        List<Long> copies =
            table.engine.rows(
                "SELECT max(n) - min(n) FROM (SELECT c, count(*) AS n FROM %s WHERE %s GROUP BY id, c) GROUP BY c"
                    .formatted(after.quoted(), table.train(after)),
                row -> row.getLong(1));
        assertThat(copies).allMatch(difference -> difference <= 1);
      }
    }
  }

  private static Map<String, Long> classes(StepTable table, Relation relation) {
    var classes = new HashMap<String, Long>();
    table.engine.each(
        "SELECT c, count(*) FROM "
            + relation.quoted()
            + " WHERE "
            + table.train(relation)
            + " GROUP BY c",
        row -> classes.put(row.getString(1), row.getLong(2)));
    return classes;
  }

  @Test
  void aTrainRowsOwnTargetIsNotInItsEncoding() {
    int rows = 400;
    int folds = 4;
    double m = 3;
    // Category k has the target 1 for two of three rows; what the test part holds must not matter.
    String query =
        "SELECT i AS id, CASE WHEN i %% 13 = 0 THEN NULL ELSE 'k' || (i %% 5) END AS c, (i %% 3 < 2)::INTEGER AS y FROM range(%d) r(i)"
            .formatted(rows);
    try (StepTable table = StepTable.open(root, 2).source("rows", query).splits(SPLITS)) {
      Relation after =
          table.apply("- {encode: {columns: [c], as: Target, target: y, folds: 4, smoothing: 3}}");
      for (Map<String, Object> row : table.maps(after, "id")) {
        int id = ((Number) row.get("id")).intValue();
        long fold = Long.remainderUnsigned(hash(id), folds);
        int[] others =
            IntStream.range(0, rows)
                .filter(ChoosingTest::train)
                .filter(i -> !train(id) || Long.remainderUnsigned(hash(i), folds) != fold)
                .toArray();
        double prior =
            IntStream.of(others).mapToDouble(i -> i % 3 < 2 ? 1 : 0).average().orElseThrow();
        int[] own =
            IntStream.of(others)
                .filter(i -> id % 13 != 0 && i % 13 != 0 && i % 5 == id % 5)
                .toArray();
        double sum = IntStream.of(own).filter(i -> i % 3 < 2).count();
        double expected = (sum + m * prior) / (own.length + m);
        assertThat((Double) row.get("c")).as("row %d", id).isCloseTo(expected, within(1e-12));
      }
    }
  }

  @Test
  void whatIsFittedIsFittedOnTheTrainPart() {
    // The test part's values are far off and its categories are others.
    String train =
        "CAST('0x' || substr(md5('s' || chr(31) || i), 1, 16) AS UBIGINT) / 18446744073709551616.0 < 0.6";
    String query =
        "SELECT i AS id, CASE WHEN %1$s THEN i %% 11 ELSE 1e9 END::DOUBLE AS v, CASE WHEN %1$s THEN 'c' || i %% 3 ELSE 'other' END AS c, CASE WHEN %1$s THEN 'one' ELSE 'two' END AS s FROM range(500) r(i)"
            .formatted(train);
    String steps =
        "- {derive: {w: v, x: v, y: v, q: v, k: c}}\n"
            + "- {clip: {columns: [w], by: Quantile, upper: 1}}\n"
            + "- {scale: {columns: [x], by: MinMax}}\n"
            + "- {scale: {columns: [y], by: Robust}}\n"
            + "- {bucket: {columns: [q], by: Width, bins: 10}}\n"
            + "- {encode: {columns: [k], as: Frequency}}\n"
            + "- {encode: {columns: [c], as: Target, target: v}}\n"
            + "- {text: {columns: [s], as: TfIdf, buckets: 4}}\n"
            + "- {balance: {column: k, by: Under}}";
    try (StepTable table = StepTable.open(root, 2).source("rows", query).splits(SPLITS)) {
      table.apply(steps);
      List<Recipe.Applied> all = table.recipe.steps();
      assertThat(all.get(1).fitted()).hasToString("{w={max=10.0}}");
      assertThat(all.get(2).fitted()).hasToString("{x={center=0.0, width=10.0}}");
      assertThat(all.get(4).fitted().get("q"))
          .hasToString("[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]");
      assertThat(all.get(5).fitted().toString()).contains("c0").doesNotContain("other");
      assertThat(all.get(6).fitted().toString())
          .contains("c0")
          .doesNotContain("other")
          .doesNotContain("E8");
      // "one" is in every text of the train part and "two" in none.
      assertThat(new HashSet<Object>((List<?>) all.get(7).fitted().get("s")))
          .hasSize(2)
          .contains(1.0);
    }
  }
}
