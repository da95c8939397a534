package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows give the same rows and the same recipe, in any order and with any threads. */
class SameEverywhereTest {
  /** Numbers of very different sizes, so that adding them in another order gives another sum. */
  private static final String ROWS =
      """
      SELECT i AS id, i %% 7 AS g, i // 3 AS tm,
        CASE WHEN i %% 11 <> 0 THEN (hash(i) %% 100000)::DOUBLE / 7.0 * power(10, hash(i + 1) %% 9) END AS x,
        'w' || (hash(i) %% 50) || ' ' || 'w' || (hash(i * 3) %% 50) AS s
      FROM range(150000) r(i) ORDER BY %s
      """;

  @TempDir Path root;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- aggregate: {by: [g], columns: [{function: Sum, column: x, as: a}, {function: Mean, column: x, as: b}, {function: StandardDeviation, column: x, as: c}, {function: Median, column: x, as: d}, {function: StandardDeviation, column: tm, as: e}]}",
        "- sql: select g, sum(x) as a, avg(x) as b, stddev(x) as c, corr(x, tm) as d, first(x) as e, arg_max(id, g) as f, string_agg(s, '' ) filter (id < 500) as h, sum(distinct x) as i, product(1 + x / 1e14) as j from input group by g",
        "- {sample: {rows: 4000}}\n- window: {orderBy: tm, lag: [{column: x, as: l}], rolling: [{column: x, rows: 5, function: Sum, as: a}, {column: x, rows: 5, function: Mean, as: b}, {column: x, rows: 5, function: StandardDeviation, as: c}]}",
        "- {sample: {rows: 700}}\n- {sql: 'select id, sum(x) over (partition by g) as a from input'}",
        "- {sample: {fraction: 0.1, by: [tm]}}\n- {fill: {columns: [x], with: Previous, orderBy: tm}}\n- {deduplicate: {by: [tm], orderBy: g}}",
        "- {sample: {rows: 20000}}\n- {encode: {columns: [g], as: Target, target: x}}\n- {fill: {columns: [x], with: Mean}}\n- {scale: {columns: [x], by: Standard}}\n- {balance: {column: g, by: Under, ratio: 0.9}}",
        "- {sample: {rows: 4000}}\n- {text: {columns: [s], as: TfIdf, buckets: 16, ngrams: 2}}\n- {bucket: {columns: [tm], by: Quantile, bins: 9}}\n- {clip: {columns: [x], by: IQR}}\n- {scale: {columns: [x], by: Robust}}",
        "- {sample: {rows: 20000}}\n- {drop: [s]}\n- {join: {source: more, by: [g], type: AsOf, asOf: tm}}\n- {balance: {column: g, by: Over}}"
      })
  void same(String steps) throws Exception {
    String rows = "";
    String recipe = "";
    for (int threads : new int[] {1, 2, 4}) {
      String order = threads == 2 ? "hash(i + 77)" : threads == 4 ? "i DESC" : "i";
      try (StepTable table =
          StepTable.open(root, threads)
              .source("rows", ROWS.formatted(order))
              .source(
                  "more",
                  "SELECT i %% 7 AS g, i // 30 AS tm, hash(i) %% 97 AS k FROM range(100000) r(i) ORDER BY %s"
                      .formatted(order))
              .splits("{by: Hash, key: [id], train: 0.7, test: 0.3}")) {
        String hash = table.hash(steps);
        String json = new JsonMapper().writeValueAsString(table.recipe);
        rows = rows.isEmpty() ? hash : rows;
        recipe = recipe.isEmpty() ? json : recipe;
        assertThat(hash).as("%d threads", threads).isEqualTo(rows);
        assertThat(json).isEqualTo(recipe);
      }
    }
  }
}
