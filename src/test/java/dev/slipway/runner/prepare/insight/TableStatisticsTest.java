package dev.slipway.runner.prepare.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.profile.ColumnProfile;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.runner.prepare.table.Partition;
import dev.slipway.store.SnapshotSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is measured in SQL, against what is counted by hand. */
@NullUnmarked
class TableStatisticsTest {
  @TempDir Path root;
  private Engine engine;

  @BeforeEach
  void open() throws IOException {
    engine = Engine.open(root, 256 << 20, 2);
  }

  @AfterEach
  void close() {
    engine.close();
  }

  /** A table of a query that has the column p, the part. */
  private FinalTable table(String select) {
    Relation rows =
        engine.table(
            "SELECT * EXCLUDE (p), p AS __slipway_part, 1 AS __slipway_fold, hash(row_number() OVER ()) AS __slipway_key,"
                + " md5_number(CAST(row_number() OVER () AS VARCHAR)) AS __slipway_row FROM ("
                + select
                + ")");
    List<Column> columns = rows.columns().stream().filter(c -> !c.name().startsWith("__")).toList();
    var counts = new LinkedHashMap<String, Long>();
    engine.each(
        "SELECT __slipway_part, count(*) FROM " + rows.quoted() + " GROUP BY 1 ORDER BY 1 DESC",
        row -> counts.put(row.getString(1), row.getLong(2)));
    return new FinalTable(rows, columns, counts, 1, new Partition.Bounds(Map.of(), Map.of()));
  }

  private static SnapshotSchema.Column column(String name, String type, String role) {
    return new SnapshotSchema.Column(name, type, role);
  }

  @Test
  void duplicatesAreCountedInEachPart() {
    FinalTable table =
        table(
            "SELECT * FROM (VALUES (1, 1.5, 'a', 'train'), (2, 1.5, 'a', 'train'), (3, NULL, 'b', 'train'),"
                + " (4, 1.5, 'a', 'test'), (5, 1.5, 'b', 'test'), (6, NULL, 'b', 'test'), (7, 1.5, 'a', 'test'),"
                + " (8, 2.0, 'a', 'validation')) v(id, x, y, p)");
    Duplicates found =
        Duplicates.of(
            engine,
            table,
            List.of(
                column("id", "integer", SnapshotSchema.KEY),
                column("x", "number", SnapshotSchema.FEATURE),
                column("y", "string", SnapshotSchema.LABEL)));
    assertThat(found.parts())
        .isEqualTo(
            Map.of("test", new Duplicates.Count(3, 4), "validation", new Duplicates.Count(0, 1)));
    assertThat(found.copies()).isEqualTo(1.5);
    assertThat(found.sampled()).isFalse();
  }

  /** Every second content of 20,000 is in both parts, so it is of a sample of contents. */
  @Test
  void aSampleOfContentsHasTheSameShareOfDuplicates() {
    FinalTable table =
        table(
            "SELECT i % 10000 AS x, CASE WHEN i < 10000 THEN 'train' ELSE 'test' END AS p FROM range(20000) t(i)"
                + " WHERE i < 10000 OR i % 2 = 0 UNION ALL SELECT 10000 + i, 'test' FROM range(5000) t(i)");
    List<SnapshotSchema.Column> columns = List.of(column("x", "integer", SnapshotSchema.FEATURE));
    Duplicates.Count exact = Duplicates.of(engine, table, columns).parts().get("test");
    assertThat(exact).isEqualTo(new Duplicates.Count(5000, 10000));
    Duplicates sampled = Duplicates.of(engine, table, columns, 4000);
    assertThat(sampled.sampled()).isTrue();
    assertThat(sampled.parts().get("test").rows()).isBetween(1700L, 2300L);
    assertThat(sampled.parts().get("test").share()).isCloseTo(0.5, within(0.05));
  }

  @Test
  void classesAreCountedInEachPart() {
    FinalTable table =
        table(
            "SELECT CASE WHEN i < 30 THEN 'c' || i % 25 ELSE 'big' END AS y,"
                + " CASE WHEN i % 2 = 0 THEN 'train' ELSE 'test' END AS p FROM range(100) t(i)");
    LabelBalance found = LabelBalance.of(engine, table, "y");
    assertThat(found.distinct()).isEqualTo(26);
    assertThat(found.classes()).hasSize(20).startsWith("big", "c0", "c1", "c2", "c3", "c4", "c10");
    assertThat(found.parts().get("train")).startsWith(35L, 1L, 1L, 1L).hasSize(21);
    assertThat(found.parts().get("train").stream().mapToLong(Long::longValue).sum()).isEqualTo(50);
    assertThat(found.parts().get("test").getLast()).isPositive();
  }

  @Test
  void aLabelThatIsANumberHasASpread() {
    FinalTable table =
        table(
            "SELECT * FROM (VALUES (1.0::DOUBLE, 'train'), (2.0, 'train'), (6.0, 'train'), ('inf', 'train'),"
                + " (-1.0, 'test')) v(y, p)");
    assertThat(LabelSpread.of(engine, table, "y").parts())
        .isEqualTo(
            Map.of(
                "train", new LabelSpread.Spread(1, 3, 6),
                "test", new LabelSpread.Spread(-1, -1, -1)));
  }

  /** x and y of Pearson's textbook: r of (1,2,3,4) and (1,3,2,5) is 11/√175·… = 0.8315. */
  @Test
  void correlationsAreThoseOfPairsThatAreThere() {
    FinalTable table =
        table(
            "SELECT * FROM (VALUES (1, 1e300::DOUBLE, 5.0, 'train'), (2, 3e300, 5.0, 'train'), (3, 2e300, 5.0, 'train'),"
                + " (4, 5e300, 5.0, 'train'), (9, NULL, 5.0, 'train'), (9, 'nan', 5.0, 'train'), (1, 9e307, 5.0, 'test'))"
                + " v(x, y, same, p)");
    Sample sample = Sample.of(engine, table);
    Correlations found =
        Correlations.of(
            engine,
            sample,
            List.of(
                column("x", "integer", SnapshotSchema.FEATURE),
                column("y", "number", SnapshotSchema.FEATURE),
                column("same", "number", SnapshotSchema.FEATURE),
                column("t", "string", SnapshotSchema.FEATURE)));
    assertThat(found.columns()).containsExactly("x", "y", "same");
    // sxy = 5.5, sxx = 5, syy = 8.75
    assertThat(found.values().get(0).get(1)).isEqualTo(0.8315);
    assertThat(found.values().get(1).get(0)).isEqualTo(0.8315);
    assertThat(found.values().get(1).get(2)).isNull();
    assertThat(found.values().get(2).get(2)).isEqualTo(1);
  }

  @Test
  void aLargeTableIsMeasuredOnTheSameRowsEachTime() {
    FinalTable table =
        table(
            "SELECT i AS x, CASE WHEN i % 5 = 0 THEN 'test' ELSE 'train' END AS p FROM range(50000) t(i)");
    Sample one = Sample.of(engine, table, 5000);
    long sum = engine.number("SELECT sum(x) FROM " + one.table());
    one.drop(engine);
    assertThat(one.rows()).isBetween(4600L, 5400L);
    assertThat(one.of()).isEqualTo(50_000);
    Sample again = Sample.of(engine, table, 5000);
    assertThat(engine.number("SELECT sum(x) FROM " + again.table())).isEqualTo(sum);
    assertThat(
            engine.number(
                "SELECT count(*) FROM %s WHERE __slipway_held <> (x %% 5 = 0)"
                    .formatted(again.table())))
        .isZero();
  }

  /** Without other parts a quarter of the train part is held out. */
  @Test
  void somethingIsAlwaysHeldOut() {
    Sample sample = Sample.of(engine, table("SELECT i AS x, 'train' AS p FROM range(4000) t(i)"));
    assertThat(engine.number("SELECT count(*) FROM " + sample.table() + " WHERE __slipway_held"))
        .isBetween(850L, 1150L);
  }

  /** 99 of 100 amounts are 0: what is above is a group of its own. */
  @Test
  void aValueThatManyRowsShareIsAGroupOfItsOwn() {
    Sample sample =
        Sample.of(
            engine,
            table(
                "SELECT CASE WHEN i % 100 = 7 THEN 1.0 + i ELSE 0.0 END::DOUBLE AS x, i % 100 = 7 AS y,"
                    + " CASE WHEN i % 3 = 0 THEN 'test' ELSE 'train' END AS p FROM range(9000) t(i)"));
    SnapshotSchema.Column label = column("y", "boolean", SnapshotSchema.LABEL);
    SnapshotSchema.Column x = column("x", "number", SnapshotSchema.FEATURE);
    Contingency counts =
        Contingency.of(
                engine,
                sample,
                Grouping.of(engine, sample, List.of(x), Map.of()).values(),
                Grouping.categories(label, List.of("false", "true")))
            .getFirst();
    SingleFeature found = SingleFeature.classes(counts);
    assertThat(found.value()).isEqualTo(1);
    assertThat(found.rows()).isEqualTo(3000);
  }

  private static ColumnProfile profile(String type, double d1, double d9, double min, double max) {
    return new ColumnProfile(
        "x", type, "Feature", List.of(d1, d9), null, List.of(1L, 1L, 1L), 0, 0, 1.0, 1.0, min, max);
  }

  private Histogram histogram(String select, String type, ColumnProfile profile) {
    return Histogram.of(
            engine,
            Sample.of(engine, table(select)),
            List.of(column("x", type, SnapshotSchema.FEATURE)),
            Map.of("x", profile))
        .get("x");
  }

  /**
   * d₁ = 10 and d₉ = 90: the bins reach from 0, as nothing is below, to 170, each 8.5 wide; 1e9 is
   * in the last one.
   */
  @Test
  void oneFarValueDoesNotSwallowTheOthers() {
    Histogram found =
        histogram(
            "SELECT CASE WHEN i = 100 THEN 1e9 ELSE i END::DOUBLE AS x, 'train' AS p FROM range(101) t(i)"
                + " UNION ALL SELECT 5, 'test'",
            "number",
            profile("number", 10, 90, 0, 1e9));
    assertThat(found.from()).isZero();
    assertThat(found.to()).isEqualTo(170);
    assertThat(found.cutBelow()).isFalse();
    assertThat(found.cutAbove()).isTrue();
    assertThat(found.counts()).hasSize(20).startsWith(9L, 8L, 9L, 8L).endsWith(0L, 1L);
    assertThat(found.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(101);
  }

  /** Numbers from 0 to 50 are in bins of three: 0 to 2, 3 to 5, … 48 to 50. */
  @Test
  void binsOfWholeNumbersHoldEquallyMany() {
    Histogram found =
        histogram(
            "SELECT i AS x, 'train' AS p FROM range(51) t(i) UNION ALL SELECT NULL, 'train'",
            "integer",
            profile("integer", 5, 45, 0, 50));
    assertThat(found.counts()).hasSize(17).containsOnly(3L);
    assertThat(found.to()).isEqualTo(50);
  }
}
