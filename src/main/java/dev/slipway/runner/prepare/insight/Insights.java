package dev.slipway.runner.prepare.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.api.Task;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Profile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What was found out of a snapshot's rows.
 *
 * @param sampled on how many rows columns were measured
 * @param columns the label, then the features that tell most of it, then keys
 * @param balance the label's classes; null when it has none
 * @param spread the label's numbers; null when it has none
 * @param duplicates rows of other parts that the train part has too
 * @param correlations of the first numeric columns
 * @param comparison with the snapshot before; null when there was none
 * @param hints what deserves a look first
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Insights(
    long sampled,
    List<ColumnInsight> columns,
    @Nullable LabelBalance balance,
    @Nullable LabelSpread spread,
    Duplicates duplicates,
    Correlations correlations,
    @Nullable Comparison comparison,
    List<Hint> hints) {
  /** How many columns are looked at in detail. */
  public static final int DETAILED = 100;

  private static final int MOST_CLASSES = 50;

  /**
   * Measures.
   *
   * @param previous the snapshot before; null when there was none
   */
  public static Insights of(
      Engine engine,
      FinalTable table,
      SnapshotSchema schema,
      Profile profile,
      @Nullable Previous previous) {
    Sample sample = Sample.of(engine, table);
    try {
      return of(engine, table, sample, schema, profile, previous);
    } finally {
      sample.drop(engine);
    }
  }

  private static Insights of(
      Engine engine,
      FinalTable table,
      Sample sample,
      SnapshotSchema schema,
      Profile profile,
      @Nullable Previous previous) {
    var profiles = new HashMap<String, ColumnProfile>();
    profile.columns().forEach(c -> profiles.put(c.name(), c));
    Map<String, Contingency> counts = counts(engine, sample, schema, profiles);
    boolean numbers = schema.task() == Task.Regression;
    var information = new HashMap<String, MutualInformation>();
    counts.forEach((name, c) -> information.put(name, MutualInformation.of(c.fit())));
    List<SnapshotSchema.Column> ranked =
        schema.columns().stream()
            .sorted(
                Comparator.comparingInt((SnapshotSchema.Column c) -> place(c.role()))
                    .thenComparing(
                        c -> {
                          MutualInformation found = information.get(c.name());
                          return found == null ? 0 : -found.bits();
                        }))
            .toList();
    Map<String, Histogram> histograms =
        Histogram.of(
            engine, sample, ranked.subList(0, Math.min(DETAILED, ranked.size())), profiles);
    var columns = new ArrayList<ColumnInsight>();
    for (SnapshotSchema.Column column : ranked) {
      ColumnProfile known = profiles.get(column.name());
      if (known != null) {
        Contingency count = counts.get(column.name());
        columns.add(
            ColumnInsight.of(
                known,
                profile.rows(),
                histograms.get(column.name()),
                information.get(column.name()),
                count == null
                    ? null
                    : numbers ? SingleFeature.numbers(count) : SingleFeature.classes(count)));
      }
    }
    String label = schema.label();
    LabelBalance balance = label == null || numbers ? null : LabelBalance.of(engine, table, label);
    Duplicates duplicates = Duplicates.of(engine, table, schema.columns());
    Comparison comparison =
        previous == null ? null : Comparison.of(engine, sample, schema, profile, previous);
    return new Insights(
        sample.rows(),
        columns,
        balance,
        label == null || !numbers ? null : LabelSpread.of(engine, table, label),
        duplicates,
        Correlations.of(
            engine,
            sample,
            ranked.stream().filter(c -> !c.role().equals(SnapshotSchema.KEY)).toList()),
        comparison,
        Hints.of(columns, balance, duplicates, comparison, table.counts()));
  }

  /** Each feature against the label; empty without a label. */
  private static Map<String, Contingency> counts(
      Engine engine, Sample sample, SnapshotSchema schema, Map<String, ColumnProfile> profiles) {
    var counts = new HashMap<String, Contingency>();
    Optional<SnapshotSchema.Column> label = with(schema, SnapshotSchema.LABEL).findFirst();
    if (label.isPresent()) {
      Map<String, Grouping> features =
          Grouping.of(engine, sample, with(schema, SnapshotSchema.FEATURE).toList(), profiles);
      Grouping classes = label(engine, sample, schema, label.get(), profiles);
      List<Contingency> found = Contingency.of(engine, sample, features.values(), classes);
      int next = 0;
      for (String name : features.keySet()) {
        counts.put(name, found.get(next++));
      }
    }
    return counts;
  }

  private static Grouping label(
      Engine engine,
      Sample sample,
      SnapshotSchema schema,
      SnapshotSchema.Column label,
      Map<String, ColumnProfile> profiles) {
    if (schema.task() == Task.Regression) {
      return Objects.requireNonNull(
          Grouping.of(engine, sample, List.of(label), profiles).get(label.name()));
    }
    // Classes may be whole numbers, which a profile does not list.
    String text = "CAST(" + Sql.name(label.name()) + " AS VARCHAR)";
    return Grouping.categories(
        label,
        engine.rows(
            "SELECT %s FROM %s GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT %d"
                .formatted(text, sample.table(), MOST_CLASSES),
            row -> row.getString(1)));
  }

  private static Stream<SnapshotSchema.Column> with(SnapshotSchema schema, String role) {
    return schema.columns().stream().filter(c -> c.role().equals(role));
  }

  private static int place(String role) {
    return switch (role) {
      case SnapshotSchema.LABEL -> 0;
      case SnapshotSchema.FEATURE -> 1;
      default -> 2;
    };
  }
}
