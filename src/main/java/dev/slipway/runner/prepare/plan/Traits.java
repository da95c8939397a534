package dev.slipway.runner.prepare.plan;

import dev.slipway.api.Step;
import dev.slipway.api.step.AggregateStep;
import dev.slipway.api.step.BucketStep;
import dev.slipway.api.step.ClipStep;
import dev.slipway.api.step.DatePartsStep;
import dev.slipway.api.step.EncodeStep;
import dev.slipway.api.step.FillStep;
import dev.slipway.api.step.FlattenStep;
import dev.slipway.api.step.JoinStep;
import dev.slipway.api.step.ScaleStep;
import dev.slipway.api.step.TextStep;
import dev.slipway.api.step.WindowStep;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a step from its spec alone.
 *
 * @param verb its name as the API has it
 * @param byRow whether it makes each row of that row alone, and so can be repeated when serving
 * @param fitted whether it computes something from the train part
 * @param stored whether its rows must be stored: it looks at several rows, or takes long for each
 * @param columns what it does to columns
 */
record Traits(String verb, boolean byRow, boolean fitted, boolean stored, ColumnEffect columns) {
  private static final ColumnEffect NONE = ColumnEffect.NONE;
  private static final int USUAL_BUCKETS = 64;

  /** A step's traits; null when it has no verb. */
  static @Nullable Traits of(Step step) {
    return Stream.<@Nullable Traits>of(
            step.select() == null ? null : row("select", changing(step.select()).nothingElse()),
            step.drop() == null ? null : row("drop", NONE.removing(step.drop())),
            step.rename() == null ? null : rename(step.rename()),
            step.cast() == null ? null : row("cast", changing(step.cast().columns())),
            step.derive() == null ? null : derive(step.derive()),
            step.filter() == null ? null : rows("filter", NONE.by(List.of(step.filter()))),
            step.join() == null ? null : join(step.join()),
            step.union() == null ? null : table("union", NONE),
            step.deduplicate() == null
                ? null
                : table(
                    "deduplicate",
                    NONE.reading(plus(step.deduplicate().by(), step.deduplicate().orderBy()))),
            step.fill() == null ? null : fill(step.fill()),
            step.dropNulls() == null ? null : rows("dropNulls", NONE.reading(step.dropNulls())),
            step.clip() == null
                ? null
                : row("clip", changing(step.clip().columns()))
                    .fitted(step.clip().by() != ClipStep.By.Range),
            step.encode() == null ? null : encode(step.encode()),
            step.scale() == null
                ? null
                : row("scale", changing(step.scale().columns()))
                    .fitted(step.scale().by() != ScaleStep.By.Log),
            step.bucket() == null
                ? null
                : row("bucket", changing(step.bucket().columns()))
                    .fitted(step.bucket().by() != BucketStep.By.Edges),
            step.dateParts() == null ? null : dateParts(step.dateParts()),
            step.aggregate() == null ? null : aggregate(step.aggregate()),
            step.window() == null ? null : window(step.window()),
            step.flatten() == null ? null : flatten(step.flatten()),
            step.text() == null ? null : text(step.text()),
            step.sample() == null
                ? null
                : table("sample", NONE.reading(orNone(step.sample().by()))),
            step.balance() == null
                ? null
                : table("balance", NONE.reading(List.of(step.balance().column()))).fitted(true),
            step.transform() == null
                ? null
                : table("transform", NONE.nothingElse().depending("what its container writes")),
            step.sql() == null
                ? null
                : table(
                    "sql", NONE.by(List.of(step.sql())).nothingElse().depending("what it selects")))
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private static Traits row(String verb, ColumnEffect columns) {
    return new Traits(verb, true, false, false, columns);
  }

  /** Rows go, but each is judged by itself. */
  private static Traits rows(String verb, ColumnEffect columns) {
    return new Traits(verb, false, false, false, columns);
  }

  private static Traits table(String verb, ColumnEffect columns) {
    return new Traits(verb, false, false, true, columns);
  }

  private Traits fitted(boolean is) {
    return new Traits(verb, byRow, is, stored, columns);
  }

  private Traits kept() {
    return new Traits(verb, byRow, fitted, true, columns);
  }

  private static ColumnEffect changing(List<String> columns) {
    return NONE.reading(columns).making(columns);
  }

  private static Traits rename(Map<String, String> names) {
    var sorted = new TreeMap<>(names);
    List<String> old = List.copyOf(sorted.keySet());
    return row("rename", NONE.reading(old).removing(old).making(List.copyOf(sorted.values())));
  }

  private static Traits derive(Map<String, String> expressions) {
    var sorted = new TreeMap<>(expressions);
    return row(
        "derive", NONE.by(List.copyOf(sorted.values())).making(List.copyOf(sorted.keySet())));
  }

  private static Traits join(JoinStep step) {
    List<String> by = orNone(step.by());
    ColumnEffect columns = NONE.reading(step.asOf() == null ? by : plus(by, step.asOf()));
    boolean adds = step.type() != JoinStep.Type.Semi && step.type() != JoinStep.Type.Anti;
    return table(
        "join", adds ? columns.depending("the other columns of " + step.source()) : columns);
  }

  private static Traits fill(FillStep step) {
    if (step.with() == FillStep.With.Previous) {
      var reads = new ArrayList<>(step.columns());
      reads.addAll(orNone(step.by()));
      reads.add(String.valueOf(step.orderBy()));
      return table("fill", NONE.reading(List.copyOf(reads)).making(step.columns()));
    }
    return row("fill", changing(step.columns())).fitted(step.with() != FillStep.With.Constant);
  }

  private static Traits encode(EncodeStep step) {
    Traits traits = row("encode", changing(step.columns())).fitted(true);
    return switch (step.as()) {
      case OneHot ->
          row(
                  "encode",
                  NONE.reading(step.columns())
                      .removing(step.columns())
                      .depending(
                          "a column for each category of " + String.join(", ", step.columns())))
              .fitted(true);
      case Target ->
          new Traits(
              traits.verb(),
              true,
              true,
              true,
              changing(step.columns())
                  .reading(plus(step.columns(), String.valueOf(step.target()))));
      default -> traits;
    };
  }

  private static Traits dateParts(DatePartsStep step) {
    return row(
        "dateParts",
        NONE.reading(step.columns())
            .making(
                step.columns().stream()
                    .flatMap(column -> step.parts().stream().map(part -> column + "_" + part))
                    .toList()));
  }

  private static Traits aggregate(AggregateStep step) {
    var reads = new ArrayList<>(step.by());
    step.columns().stream()
        .map(AggregateStep.Value::column)
        .filter(Objects::nonNull)
        .forEach(reads::add);
    List<String> made =
        Stream.concat(step.by().stream(), step.columns().stream().map(AggregateStep.Value::as))
            .toList();
    return table(
        "aggregate", NONE.reading(reads.stream().distinct().toList()).making(made).nothingElse());
  }

  private static Traits window(WindowStep step) {
    var reads = new ArrayList<>(orNone(step.by()));
    reads.add(step.orderBy());
    orNone(step.lag()).forEach(lag -> reads.add(lag.column()));
    orNone(step.rolling()).stream()
        .map(WindowStep.Rolling::column)
        .filter(Objects::nonNull)
        .forEach(reads::add);
    List<String> made =
        Stream.concat(
                orNone(step.lag()).stream().map(WindowStep.Lag::as),
                orNone(step.rolling()).stream().map(WindowStep.Rolling::as))
            .toList();
    return table("window", NONE.reading(reads.stream().distinct().toList()).making(made));
  }

  private static Traits flatten(FlattenStep step) {
    List<String> column = List.of(step.column());
    return row(
            "flatten",
            NONE.reading(column)
                .removing(column)
                .making(step.fields().stream().map(FlattenStep.Field::as).toList()))
        .kept();
  }

  private static Traits text(TextStep step) {
    if (step.as() == TextStep.As.Normalized) {
      return row("text", changing(step.columns())).kept();
    }
    int buckets = step.buckets() == null ? USUAL_BUCKETS : step.buckets();
    List<String> made =
        step.columns().stream()
            .flatMap(column -> IntStream.range(0, buckets).mapToObj(i -> column + "_" + i))
            .toList();
    return row("text", NONE.reading(step.columns()).removing(step.columns()).making(made))
        .fitted(true)
        .kept();
  }

  private static List<String> plus(List<String> columns, String more) {
    return Stream.concat(columns.stream(), Stream.of(more)).distinct().toList();
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
