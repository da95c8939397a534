package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.plan.Reach;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.apache.commons.io.file.PathUtils;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recipe makes of one row what the steps made of it in the table. */
@NullUnmarked
class RowRecipeTest {
  private static final JsonMapper JSON = new JsonMapper();

  /** Missing values, ties, odd text and numbers of all sizes, a different table for each seed. */
  private static final String ROWS =
      """
      SELECT id,
        CASE WHEN h %% 5 <> 0 THEN ((h %% 2001) - 1000) / 7.0 * power(10, h %% 4) END::DOUBLE AS v,
        CASE WHEN h %% 7 <> 0 THEN (h %% 50)::BIGINT END AS p,
        CASE WHEN h %% 6 <> 0 THEN 'c' || (h %% 9) END AS c,
        CASE WHEN h %% 8 <> 0 THEN chr((945 + h %% 20)::INTEGER) || ' Été; a-' || (h %% 3) || ' b"''' END AS s,
        CASE WHEN h %% 9 <> 0 THEN TIMESTAMP '1969-12-30 22:15:01.5' + INTERVAL (h %% 100000) HOUR END AS t,
        CASE WHEN h %% 4 <> 0 THEN '{"a": {"b": ' || (h %% 13) || '.25}, "l": ["x", "' || (h %% 3) || '"]}' END AS j,
        CASE WHEN h %% 3 <> 0 THEN (h %% 1000)::VARCHAR END AS n,
        {'a': (h %% 10)::INTEGER, 'b': ['q', NULL]} AS st,
        h %% 11 < 4 AS y
      FROM (SELECT id, (hash(id + 1000 * %d) >> 12)::BIGINT AS h FROM range(60) r(id))
      """;

  private static final List<String> STEPS =
      List.of(
          "- {fill: {columns: [v], with: Mean}}",
          "- {fill: {columns: [v], with: Median}}",
          "- {fill: {columns: [s, c], with: Mode}}",
          "- {fill: {columns: [v], with: Constant, value: '-1e-3'}}",
          "- {clip: {columns: [v], by: Range, min: -50.5}}",
          "- {clip: {columns: [v], by: Quantile, lower: 0.05, upper: 0.9}}",
          "- {clip: {columns: [v, p], by: IQR, factor: 0.7}}",
          "- {scale: {columns: [v], by: Standard}}",
          "- {scale: {columns: [v, p], by: MinMax}}",
          "- {scale: {columns: [v], by: Robust}}",
          "- {bucket: {columns: [v], by: Quantile, bins: 7}}",
          "- {bucket: {columns: [v], by: Width, bins: 5}}",
          "- {bucket: {columns: [p], by: Edges, edges: [0.5, 10, 20]}}",
          "- {dateParts: {columns: [t], parts: [Year, Week, DayOfWeek, Hour, Weekend, Epoch], timeZone: Europe/Berlin}}",
          "- {flatten: {column: j, fields: [{path: $.a.b, as: jb, type: Number}, {path: '$.l[1]', as: jl}]}}",
          "- {flatten: {column: st, fields: [{path: $.a, as: sa, type: Integer}, {path: $.b, as: sb}]}}",
          "- {cast: {columns: [n], to: Integer}}",
          "- {derive: {d: \"v * 2 + coalesce(p, 0)\", e: \"upper(c) || '!'\"}}",
          "- {filter: id % 10 <> 3}",
          "- {sample: {fraction: 0.8}}",
          "- {deduplicate: {by: [id], orderBy: id}}",
          "- {balance: {column: y, by: Over}}",
          "- {join: {source: more, by: [id], type: Left}}");
  private static final List<String> ENCODINGS =
      List.of(
          "- {encode: {columns: [c], as: OneHot}}",
          "- {encode: {columns: [c], as: Ordinal}}",
          "- {encode: {columns: [c], as: Frequency}}",
          "- {encode: {columns: [c], as: Target, target: y, smoothing: 2.5}}");
  private static final List<String> TEXTS =
      List.of(
          "- {text: {columns: [s], as: Normalized}}",
          "- {text: {columns: [s], as: TfIdf, buckets: 8, ngrams: 3}}");

  @Property(tries = 8, shrinking = ShrinkingMode.OFF)
  void oneRowGetsWhatTheTableGot(@ForAll long seed) throws IOException {
    Path folder = Files.createTempDirectory("recipe");
    var random = new Random(seed);
    var steps = new ArrayList<>(STEPS);
    Collections.shuffle(steps, random);
    // Each at most once: some of them take their columns away.
    List<String> chosen = new ArrayList<>(steps.subList(0, 4 + random.nextInt(10)));
    chosen.add(ENCODINGS.get(random.nextInt(ENCODINGS.size())));
    chosen.add(TEXTS.get(random.nextInt(TEXTS.size())));
    if (chosen.stream().noneMatch(step -> step.contains("column: st"))) {
      chosen.add("- {drop: [st]}");
    }
    chosen.add("- {rename: {y: 'y\"2'}}");
    String yaml = String.join("\n", chosen);
    try (StepTable table =
            StepTable.open(folder, 2)
                .source("rows", ROWS.formatted(random.nextInt(1000)))
                .source("more", "SELECT i AS id, i * 1.5 AS m FROM range(40, 200) r(i)")
                .splits("{by: Hash, key: [id], train: 0.5, test: 0.5}");
        Engine serving =
            Engine.open(Files.createDirectory(folder.resolve("serving")), 64 << 20, 1)) {
      Relation original = table.main();
      List<Map<String, Object>> before = table.maps(original, "id");
      Relation after = table.apply(yaml);
      Relation normal =
          table.engine.view(
              "SELECT %s FROM %s WHERE NOT %s OR %s"
                  .formatted(
                      after.columns().stream()
                          .map(c -> c.normal() + " AS " + c.quoted())
                          .collect(Collectors.joining(", ")),
                      after.quoted(),
                      table.train(after),
                      !yaml.contains("Target")));
      serving.lock();
      try (var recipe = new RowRecipe(serving, read(table.recipe))) {
        for (Map<String, Object> expected : table.maps(normal, "id")) {
          var row = new HashMap<>(before.get(((Number) expected.get("id")).intValue()));
          if (expected.containsKey("m")) {
            row.put("m", expected.get("m"));
          }
          assertThat(recipe.apply(row).toString()).as(yaml).isEqualTo(expected.toString());
        }
      }
    } finally {
      PathUtils.deleteDirectory(folder);
    }
  }

  private static Recipe read(Recipe recipe) throws JsonProcessingException {
    return JSON.readValue(JSON.writeValueAsString(recipe), Recipe.class);
  }

  @TempDir Path root;

  @Test
  void saysWhatWorksOnARow() throws Exception {
    try (StepTable table =
        StepTable.open(root, 1)
            .source("rows", "SELECT 1 AS id, 2.5 AS v, 'a' AS k")
            .source("more", "SELECT 1 AS id, 3 AS w")) {
      table.apply(
          """
          - {derive: {x: v + 1}}
          - {from: more, scale: {columns: [w], by: MinMax}}
          - {join: {source: more, by: [id]}}
          - {fill: {columns: [x], with: Previous, orderBy: id}}
          - {fill: {columns: [x], with: Mean}}
          """);
      Recipe recipe = read(table.recipe);
      assertThat(recipe.columns()).extracting(Column::name).containsExactly("id", "v", "k");
      assertThat(recipe.steps())
          .extracting(Recipe.Applied::reach)
          .containsExactly(Reach.Row, Reach.Source, Reach.Table, Reach.Table, Reach.Row);
      assertThat(recipe.steps().get(2).columns())
          .extracting(Column::name)
          .containsExactly("id", "v", "k", "x", "w");
    }
  }

  @Test
  void takesWhatOtherStepsBringInFromTheRow() throws Exception {
    try (StepTable table =
        StepTable.open(root, 1).source("rows", "SELECT i AS id, i * 2.0 AS v FROM range(9) t(i)")) {
      table.apply(
          """
          - {select: [id, v]}
          - window: {orderBy: id, lag: [{column: v, as: before}], rolling: [{column: v, rows: 3, function: Sum, as: sum}]}
          - {derive: {change: v - before}}
          - {drop: [before]}
          """);
      try (var recipe = new RowRecipe(table.engine, read(table.recipe))) {
        assertThat(recipe.columns())
            .extracting(Column::name)
            .containsExactly("id", "v", "before", "sum");
        assertThat(recipe.apply(Map.of("ID", 7, "v", "2.5", "before", 2, "unknown", true)))
            .hasToString("{id=7, v=2.5, sum=null, change=0.5}");
        assertThat(recipe.apply(Map.of())).hasToString("{id=null, v=null, sum=null, change=null}");
        assertThatThrownBy(() -> recipe.apply(Map.of("v", "much")))
            .isInstanceOfSatisfying(
                RunnerException.class,
                e -> assertThat(e.failure().reason()).isEqualTo("TypeMismatch"));
        // A row that failed leaves nothing behind.
        assertThat(recipe.apply(Map.of("id", 1)))
            .hasToString("{id=1, v=null, sum=null, change=null}");
      }
    }
  }

  @Test
  void aValueThatTheTableWouldRefuseIsMissingInARow() throws Exception {
    try (StepTable table =
        StepTable.open(root, 1).source("rows", "SELECT 1 AS id, '5' AS n, 4 AS p, '{}' AS j")) {
      table.apply(
          """
          - {cast: {columns: [n], to: Integer}}
          - {scale: {columns: [p], by: Log}}
          - {flatten: {column: j, fields: [{path: $.a, as: a}]}}
          """);
      try (var recipe = new RowRecipe(table.engine, read(table.recipe))) {
        assertThat(recipe.apply(Map.of("id", 2, "n", "five", "p", -3, "j", "{broken")))
            .hasToString("{id=2, n=null, p=null, a=null}");
        assertThat(recipe.apply(Map.of("id", 2, "j", Map.of("a", List.of(1, 2)))))
            .hasToString("{id=2, n=null, p=null, a=[1,2]}");
      }
    }
  }
}
