package dev.slipway.runner.prepare.step;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the verbs make of small tables, their edges included. */
class EveryVerbTest {
  @TempDir Path root;

  private static Arguments of(String rows, String steps, String... expected) {
    return Arguments.of(rows, "", steps, expected);
  }

  private static Arguments with(String rows, String other, String steps, String... expected) {
    return Arguments.of(rows, other, steps, expected);
  }

  @ParameterizedTest(name = "{index} {2}")
  @MethodSource({
    "casts",
    "joins",
    "fills",
    "clips",
    "scales",
    "buckets",
    "encodes",
    "dates",
    "groups",
    "windows",
    "nested",
    "texts",
    "chosen",
    "statements",
    "names"
  })
  void makes(String rows, String other, String steps, String[] expected) {
    try (StepTable table = StepTable.open(root, 2)) {
      table.source("rows", "SELECT * FROM (VALUES " + rows);
      if (!other.isEmpty()) {
        table.source("more", "SELECT * FROM (VALUES " + other);
      }
      assertThat(table.rows(steps)).containsExactly(expected);
    }
  }

  static Stream<Arguments> casts() {
    String text = "(1, '7'), (2, '2.5'), (3, NULL), (4, 'x'), (5, 'inf')) t(id, a)";
    return Stream.of(
        of(
            text,
            "- {cast: {columns: [a], to: Number, onError: Missing}}",
            "1|7.0",
            "2|2.5",
            "3|null",
            "4|null",
            "5|null"),
        of(
            text,
            "- {cast: {columns: [A], to: Integer, onError: Missing}}",
            "1|7",
            "2|3",
            "3|null",
            "4|null",
            "5|null"),
        of(
            "(1, 1.5::DOUBLE), (2, -1.6)) t(id, a)",
            "- {cast: {columns: [a], to: Integer}}",
            "1|2",
            "2|-2"),
        of(
            "(1, 'true'), (2, 'f'), (3, NULL)) t(id, a)",
            "- {cast: {columns: [a], to: Boolean}}",
            "1|true",
            "2|false",
            "3|null"),
        of(
            "(1, 2.5), (2, NULL)) t(id, a)",
            "- {cast: {columns: [a], to: String}}",
            "1|2.5",
            "2|null"),
        of(
            "(1, '24.12.2026 18:30'), (2, NULL)) t(id, a)",
            "- {cast: {columns: [a], to: Timestamp, format: '%d.%m.%Y %H:%M'}}",
            "1|2026-12-24 18:30:00",
            "2|null"),
        of(
            "(1, '24.12.2026'), (2, '2026-12-24')) t(id, a)",
            "- {cast: {columns: [a], to: Timestamp, format: '%d.%m.%Y', onError: Missing}}",
            "1|2026-12-24 00:00:00",
            "2|null"));
  }

  static Stream<Arguments> joins() {
    String rows = "(1, 'a', 10), (2, 'b', 20), (3, NULL, 30), (4, 'a', NULL)) t(id, k, tm)";
    String other = "('a', 5, 'p'), ('a', 10, 'q'), ('a', 10, 'r'), ('b', 21, 's')) t(k, tm, v)";
    return Stream.of(
        with(
            rows,
            other,
            "- {join: {source: more, by: [k], type: Semi}}",
            "1|a|10",
            "2|b|20",
            "4|a|null"),
        // A missing key equals none, not even another missing one.
        with(rows, other, "- {join: {source: more, by: [k], type: Anti}}", "3|null|30"),
        with(rows, "(NULL::VARCHAR, 1)) t(k, x)", "- {join: {source: more, by: [k], type: Semi}}"),
        // Of q and r, which tie, the row's hash decides; b's only row is later than 20.
        with(
            rows,
            other,
            "- {join: {source: more, by: [k], type: AsOf, asOf: tm}}",
            "1|a|10|q",
            "2|b|20|null",
            "3|null|30|null",
            "4|a|null|null"),
        with(
            rows,
            "(5, 'p'), (25, 'q'), (NULL, 'r')) t(tm, v)",
            "- {join: {source: more, type: AsOf, asOf: tm}}",
            "1|a|10|p",
            "2|b|20|p",
            "3|null|30|q",
            "4|a|null|null"));
  }

  static Stream<Arguments> fills() {
    String rows =
        "(1, 'a', 1, 5.0), (2, 'a', 3, NULL), (3, 'a', 2, NULL), (4, 'b', 4, NULL)) t(id, k, o, v)";
    return Stream.of(
        of(
            rows,
            "- {fill: {columns: [v], with: Previous, orderBy: o}}",
            "1|a|1|5.0",
            "2|a|3|5.0",
            "3|a|2|5.0",
            "4|b|4|5.0"),
        of(
            rows,
            "- {fill: {columns: [v], with: Previous, orderBy: o, by: [k]}}",
            "1|a|1|5.0",
            "2|a|3|5.0",
            "3|a|2|5.0",
            "4|b|4|null"),
        of(
            "(1, 2.5::DOUBLE), (2, 1.0), (3, NULL), (4, 1.0), (5, 2.5)) t(id, v)",
            "- {fill: {columns: [v], with: Mode}}",
            "1|2.5",
            "2|1.0",
            "3|1.0",
            "4|1.0",
            "5|2.5"),
        of(
            "(1, 'x'), (2, NULL)) t(id, v)",
            "- {fill: {columns: [v], with: Constant, value: ''}}",
            "1|x",
            "2|"),
        of(
            "(1, 'x', 1), (2, NULL, 2), (3, 'y', NULL)) t(id, v, w)",
            "- {dropNulls: [v, w]}",
            "1|x|1"),
        of("(1, 'x'), (2, NULL)) t(id, v)", "- {dropNulls: [id]}", "1|x", "2|null"));
  }

  static Stream<Arguments> clips() {
    String whole = "(1, 1), (2, 2), (3, 3), (4, 4), (5, 100), (6, NULL)) t(id, v)";
    String real = "(1, 1::DOUBLE), (2, 2), (3, 3), (4, 4), (5, 100), (6, NULL)) t(id, v)";
    return Stream.of(
        of(
            whole,
            "- {clip: {columns: [v], by: Range, min: 1.5, max: 3.5}}",
            "1|2",
            "2|2",
            "3|3",
            "4|3",
            "5|3",
            "6|null"),
        of(
            whole,
            "- {clip: {columns: [v], by: Range, min: 2.2, max: 2.8}}",
            "1|3",
            "2|3",
            "3|3",
            "4|3",
            "5|3",
            "6|null"),
        of(
            real,
            "- {clip: {columns: [v], by: Range, max: 3.5}}",
            "1|1.0",
            "2|2.0",
            "3|3.0",
            "4|3.5",
            "5|3.5",
            "6|null"),
        // Quartiles of 1 2 3 4 100 are 2 and 4.
        of(
            real,
            "- {clip: {columns: [v], by: Quantile, lower: 0.25, upper: 0.75}}",
            "1|2.0",
            "2|2.0",
            "3|3.0",
            "4|4.0",
            "5|4.0",
            "6|null"),
        of(
            real,
            "- {clip: {columns: [v], by: Quantile, upper: 0.9}}",
            "1|1.0",
            "2|2.0",
            "3|3.0",
            "4|4.0",
            "5|61.60000000000001",
            "6|null"),
        of(
            real,
            "- {clip: {columns: [v], by: IQR}}",
            "1|1.0",
            "2|2.0",
            "3|3.0",
            "4|4.0",
            "5|7.0",
            "6|null"),
        of(
            real,
            "- {clip: {columns: [v], by: IQR, factor: 0}}",
            "1|2.0",
            "2|2.0",
            "3|3.0",
            "4|4.0",
            "5|4.0",
            "6|null"));
  }

  static Stream<Arguments> scales() {
    String rows = "(1, 1, 7), (2, 3, 7), (3, 5, 7), (4, NULL, NULL)) t(id, v, c)";
    return Stream.of(
        of(
            rows,
            "- {scale: {columns: [v, c], by: Standard}}",
            "1|-1.0|0.0",
            "2|0.0|0.0",
            "3|1.0|0.0",
            "4|null|null"),
        of(
            rows,
            "- {scale: {columns: [v, c], by: MinMax}}",
            "1|0.0|0.0",
            "2|0.5|0.0",
            "3|1.0|0.0",
            "4|null|null"),
        of(
            rows,
            "- {scale: {columns: [v, c], by: Robust}}",
            "1|-1.0|0.0",
            "2|0.0|0.0",
            "3|1.0|0.0",
            "4|null|null"),
        of(
            "(1, 0), (2, NULL), (3, 1)) t(id, v)",
            "- {scale: {columns: [v], by: Log}}",
            "1|0.0",
            "2|null",
            "3|0.6931471805599453"),
        // One value has no deviation.
        of(
            "(1, 9), (2, NULL)) t(id, v)",
            "- {scale: {columns: [v], by: Standard}}",
            "1|0.0",
            "2|null"));
  }

  static Stream<Arguments> buckets() {
    String rows = "(1, 0), (2, 1), (3, 2), (4, 10), (5, NULL)) t(id, v)";
    return Stream.of(
        of(
            rows,
            "- {bucket: {columns: [v], by: Edges, edges: [1, 5]}}",
            "1|0",
            "2|1",
            "3|1",
            "4|2",
            "5|null"),
        of(
            rows,
            "- {bucket: {columns: [v], by: Width, bins: 5}}",
            "1|0",
            "2|0",
            "3|1",
            "4|4",
            "5|null"),
        of(
            rows,
            "- {bucket: {columns: [v], by: Quantile, bins: 2}}",
            "1|0",
            "2|0",
            "3|1",
            "4|1",
            "5|null"),
        of(
            "(1, 3), (2, 3)) t(id, v)",
            "- {bucket: {columns: [v], by: Quantile, bins: 4}}",
            "1|1",
            "2|1"));
  }

  static Stream<Arguments> encodes() {
    String rows = "(1, 'x', true), (2, 'y', false), (3, 'x', true), (4, NULL, false)) t(id, c, y)";
    return Stream.of(
        of(
            rows,
            "- {encode: {columns: [c], as: Frequency}}",
            "1|0.6666666666666666|true",
            "2|0.3333333333333333|false",
            "3|0.6666666666666666|true",
            "4|0.0|false"),
        of(
            rows,
            "- {encode: {columns: [c], as: Ordinal}}",
            "1|0|true",
            "2|1|false",
            "3|0|true",
            "4|-1|false"),
        of(
            rows,
            "- {encode: {columns: [y, c], as: OneHot}}",
            "1|1|0|0|1",
            "2|0|1|1|0",
            "3|1|0|0|1",
            "4|0|0|1|0"));
  }

  static Stream<Arguments> dates() {
    return Stream.of(
        of(
            "(1, TIMESTAMP '2026-11-21 23:30:15.75'), (2, NULL)) t(id, t)",
            "- {dateParts: {columns: [t], parts: [Year, Quarter, Month, Week, Day, DayOfWeek, DayOfYear, Hour, Minute, Second, Weekend, Epoch]}}\n- {drop: [t]}",
            "1|2026|4|11|47|21|6|325|23|30|15|1|1795303815",
            "2|null|null|null|null|null|null|null|null|null|null|null|null"),
        of(
            "(1, TIMESTAMP '2026-11-22 23:30:00'), (2, TIMESTAMP '1969-12-31 23:59:59.5')) t(id, t)",
            "- {dateParts: {columns: [t], parts: [Day, Hour, Weekend, Epoch], timeZone: Europe/Berlin}}\n- {drop: [t]}",
            "1|23|0|0|1795390200",
            "2|1|0|0|-1"),
        of(
            "(1, DATE '2026-01-01')) t(id, d)",
            "- {dateParts: {columns: [d], parts: [Week, Hour]}}\n- {drop: [d]}",
            "1|1|0"));
  }

  static Stream<Arguments> groups() {
    return Stream.of(
        of(
            "(1, 'a', 1, 0.5::DOUBLE), (1, 'b', 3, NULL), (1, 'b', NULL, 1.5), (2, NULL, NULL, NULL)) t(id, s, n, x)",
            "- aggregate: {by: [id], columns: [{function: Count, as: rows}, {function: Count, column: s, as: s}, {function: CountDistinct, column: s, as: ds},"
                + " {function: Sum, column: n, as: sum}, {function: Mean, column: n, as: mean}, {function: StandardDeviation, column: n, as: sd},"
                + " {function: Min, column: s, as: min}, {function: Max, column: x, as: max}, {function: Median, column: x, as: med}, {function: Sum, column: x, as: sx}]}",
            "1|3|3|2|4|2.0|1.4142135623730951|a|1.5|1.0|2.0",
            "2|1|0|0|null|null|null|null|null|null|null"),
        // Missing keys are one group, and zero and negative zero another.
        of(
            "(1, 0.0::DOUBLE), (2, '-0.0'::DOUBLE), (3, NULL), (4, NULL)) t(id, x)",
            "- aggregate: {by: [x], columns: [{function: Sum, column: id, as: ids}]}",
            "0.0|3",
            "null|7"));
  }

  static Stream<Arguments> windows() {
    String rows =
        "(1, 'a', 1, 2.0::DOUBLE), (2, 'a', 2, 4.0), (3, 'a', 3, NULL), (4, 'b', 4, 8.0)) t(id, k, o, v)";
    return Stream.of(
        of(
            rows,
            "- window: {by: [k], orderBy: o, lag: [{column: v, as: v1}, {column: v, rows: 2, as: v2}]}\n- {drop: [k, o, v]}",
            "1|null|null",
            "2|2.0|null",
            "3|4.0|2.0",
            "4|null|null"),
        of(
            rows,
            "- window: {orderBy: o, rolling: [{column: v, rows: 2, function: Sum, as: s}, {column: v, rows: 2, function: Mean, as: m}, {column: v, rows: 2, function: StandardDeviation, as: d},"
                + " {column: v, rows: 3, function: Min, as: lo}, {column: v, rows: 3, function: Max, as: hi}, {column: v, rows: 3, function: Count, as: n}, {column: id, rows: 2, function: Sum, as: i}]}\n- {drop: [k, o, v]}",
            "1|2.0|2.0|null|2.0|2.0|1|1",
            "2|6.0|3.0|1.4142135623730951|2.0|4.0|2|3",
            "3|4.0|4.0|null|2.0|4.0|2|5",
            "4|8.0|8.0|null|4.0|8.0|2|7"));
  }

  static Stream<Arguments> nested() {
    String json =
        "(1, '{\"a\":{\"b\":[1,2.5]},\"s\":\"x\",\"t\":true}'), (2, '{\"a\":null}'), (3, NULL)) t(id, j)";
    String fields =
        "fields: [{path: '$.a.b[1]', as: b, type: Number}, {path: $.s, as: s}, {path: $.t, as: t, type: Boolean}, {path: $.a, as: a}]";
    return Stream.of(
        of(
            json,
            "- flatten: {column: j, " + fields + "}",
            "1|2.5|x|true|{\"b\":[1,2.5]}",
            "2|null|null|null|null",
            "3|null|null|null|null"),
        of(
            "(1, '{\"s\":\"x\"}'), (2, '{broken')) t(id, j)",
            "- flatten: {column: j, onError: Missing, fields: [{path: $.s, as: j}]}",
            "1|x",
            "2|null"),
        of(
            "(1, '{\"s\":\"x\"}'), (2, '{\"s\":7}')) t(id, j)",
            "- flatten: {column: j, onError: Missing, fields: [{path: $.s, as: s, type: Integer}]}",
            "1|null",
            "2|7"),
        of(
            "(1, {'a': 1, 'b': ['p', 'q']})) t(id, j)",
            "- flatten: {column: j, fields: [{path: '$.b[1]', as: b}, {path: $.a, as: a, type: Integer}]}",
            "1|q|1"),
        of(
            "(1, ['p', 'q'])) t(id, j)",
            "- flatten: {column: j, fields: [{path: '$[0]', as: first}]}",
            "1|p"),
        of(
            "(1, '{\"we.ird\":{\"x y\":2}}')) t(id, j)",
            "- flatten: {column: j, fields: [{path: '$.\"we.ird\".\"x y\"', as: v}]}",
            "1|2"));
  }

  static Stream<Arguments> texts() {
    String half = "0.7071067811865475";
    return Stream.of(
        of(
            "(1, '  Ünï—Code,  ÉCOLE  10½ '), (2, NULL), (3, '!?')) t(id, s)",
            "- {text: {columns: [s], as: Normalized}}",
            "1|uni code ecole 10½",
            "2|null",
            "3|"),
        // md5('a') begins with 0cc175b9c0f1b6a8 and md5('b') with 92eb5ffee6ae2fec: even; md5('c')
        // too, 4a8a08f09d37b737 is odd.
        of(
            "(1, 'a B c'), (2, NULL), (3, '...')) t(id, s)",
            "- {text: {columns: [s], as: TfIdf, buckets: 2}}",
            "1|0.894427190999916|0.447213595499958",
            "2|0.0|0.0",
            "3|0.0|0.0"),
        of(
            "(1, 'c a')) t(id, w)",
            "- {text: {columns: [w], as: TfIdf, buckets: 2}}",
            "1|" + half + "|" + half));
  }

  static Stream<Arguments> chosen() {
    return Stream.of(
        of("(1), (2), (3)) t(id)", "- {sample: {fraction: 1}}", "1", "2", "3"),
        of("(1), (2), (3)) t(id)", "- {sample: {rows: 5}}", "1", "2", "3"),
        of(
            "(1, 'a'), (2, 'a'), (3, 'b'), (4, 'b'), (5, NULL)) t(id, c)",
            "- {balance: {column: c, by: Under}}",
            "1|a",
            "2|a",
            "3|b",
            "4|b",
            "5|null"),
        of(
            "(1, 'a'), (2, 'a'), (2, 'a'), (3, 'b'), (4, NULL)) t(id, c)",
            "- {balance: {column: c, by: Over}}",
            "1|a",
            "2|a",
            "2|a",
            "3|b",
            "3|b",
            "3|b",
            "4|null"));
  }

  static Stream<Arguments> statements() {
    String rows = "(1, 'a', 1.5), (2, 'a', 2.5), (3, 'b', 4.0)) t(id, k, v)";
    return Stream.of(
        of(
            rows,
            "- sql: select id, v * 2 as w from input where k = 'a' -- a comment",
            "1|3.0",
            "2|5.0"),
        of(
            rows,
            "- sql: \"WITH best AS (SELECT k, max(v) AS v FROM input GROUP BY k) SELECT i.id, b.v FROM input i JOIN best b USING (k);\"",
            "1|2.5",
            "2|2.5",
            "3|4.0"),
        of(
            rows,
            "- sql: \"from input select id, sum(v) over (partition by k order by id) as s\"",
            "1|1.5",
            "2|4.0",
            "3|4.0"),
        of(
            rows,
            "- sql: \"select id, u from input, unnest([1, 2]) t(u) where u < id\"",
            "2|1",
            "3|1",
            "3|2"),
        of(
            rows,
            "- sql: select id, first(v) over (order by id desc) as f from input",
            "1|4.0",
            "2|4.0",
            "3|4.0"),
        of(
            "(1, 'me')) t(id, \"user\")",
            "- sql: select id, user from input\n- {derive: {u: user}}",
            "1|me|me"),
        of(rows, "- sql: select id, v from input order by v desc, id limit 1", "3|4.0"),
        of(
            rows,
            "- sql: \"select id, v::double / 0 as q, 'current_date' as \\\"user\\\" from input where id = 1\"\n- {derive: {z: \"\\\"user\\\" || 1\"}}",
            "1|null|current_date|current_date1"));
  }

  static Stream<Arguments> names() {
    String odd = "\"a\"\"b; DROP--\"";
    return Stream.of(
        of(
            "(1, 'x', 2.0::DOUBLE), (2, NULL, NULL)) t(id, " + odd + ", \"'q' %s\")",
            "- {fill: {columns: ['a\"b; DROP--'], with: Mode}}\n- {encode: {columns: ['a\"b; DROP--'], as: OneHot}}\n- {scale: {columns: [\"'q' %s\"], by: MinMax}}",
            "1|0.0|1",
            "2|null|1"),
        // Names that statements of the verbs use themselves.
        of(
            "(1, 'u', 'u'), (2, 'v', NULL)) t(id, c, r)",
            "- {encode: {columns: [c], as: Frequency}}\n- {encode: {columns: [r], as: Ordinal}}\n- {balance: {column: c, by: Under}}",
            "1|0.5|0",
            "2|0.5|-1"),
        of(
            "(1, 'a b', 'x', 'x', 5, 5), (2, NULL, 'x', 'x', 6, 6)) t(id, w, h, g, i, b)",
            "- {text: {columns: [w], as: TfIdf, buckets: 2, ngrams: 3}}\n- {drop: [w_0, w_1]}",
            "1|x|x|5|5",
            "2|x|x|6|6"));
  }
}
