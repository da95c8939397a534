package dev.slipway.runner.prepare.insight;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.api.Task;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.profile.Profile;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.table.FinalTable;
import dev.slipway.store.SnapshotSchema;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    Map<String, Contingency> counts = counts(engine, sample, schema);
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
    var profiles = new HashMap<String, ColumnProfile>();
    profile.columns().forEach(c -> profiles.put(c.name(), c));
    var columns = new ArrayList<ColumnInsight>();
    for (SnapshotSchema.Column column : ranked) {
      ColumnProfile known = profiles.get(column.name());
      if (known != null) {
        Contingency count = counts.get(column.name());
        columns.add(
            ColumnInsight.of(
                known,
                profile.rows(),
                columns.size() < DETAILED ? Histogram.of(engine, sample, column, known) : null,
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
      Engine engine, Sample sample, SnapshotSchema schema) {
    var counts = new HashMap<String, Contingency>();
    schema.columns().stream()
        .filter(c -> c.role().equals(SnapshotSchema.LABEL))
        .findFirst()
        .ifPresent(
            label -> {
              Grouping classes =
                  schema.task() == Task.Regression
                      ? Grouping.of(engine, sample, label)
                      : Grouping.categories(engine, sample, label, MOST_CLASSES);
              schema.columns().stream()
                  .filter(c -> c.role().equals(SnapshotSchema.FEATURE))
                  .forEach(
                      c ->
                          counts.put(
                              c.name(),
                              Contingency.of(
                                  engine, sample, Grouping.of(engine, sample, c), classes)));
            });
    return counts;
  }

  private static final int MOST_CLASSES = 50;

  private static int place(String role) {
    return switch (role) {
      case SnapshotSchema.LABEL -> 0;
      case SnapshotSchema.FEATURE -> 1;
      default -> 2;
    };
  }
}
