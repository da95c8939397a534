package dev.slipway.runner.prepare.insight;

import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.runner.prepare.table.Part;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Says in short sentences what of a snapshot deserves a look; the gravest first, at most 100. */
final class Hints {
  static final String LEAKAGE = "Leakage";
  static final String DUPLICATES = "DuplicateAcrossSplits";
  static final String IMBALANCE = "ClassImbalance";
  static final String CHANGED = "Changed";

  private static final int MOST = 100;
  private static final int LONGEST_NAME = 40;
  private static final double RARE_CLASS = 0.01;
  private static final long FEW_ROWS = 10;
  private static final double MANY_DUPLICATES = 0.01;
  private static final double NATURAL_COPIES = 10;
  private static final double FEWER_ROWS = 0.5;

  private final List<Hint> hints = new ArrayList<>();

  static List<Hint> of(
      List<ColumnInsight> columns,
      @Nullable LabelBalance balance,
      Duplicates duplicates,
      @Nullable Comparison comparison,
      Map<String, Long> rows) {
    var hints = new Hints();
    hints.leakage(columns);
    hints.duplicates(duplicates);
    if (balance != null) {
      hints.balance(balance);
    }
    if (comparison != null) {
      hints.changed(comparison, rows);
    }
    return List.copyOf(hints.hints.subList(0, Math.min(MOST, hints.hints.size())));
  }

  private void leakage(List<ColumnInsight> columns) {
    for (ColumnInsight column : columns) {
      SingleFeature alone = column.alone();
      if (alone != null && alone.leaks()) {
        say(
            LEAKAGE,
            column.name(),
            "predicts the label alone: %s %.3f on %,d rows that were held out; drop it unless it is known before the label is",
            alone.measure().equals(SingleFeature.AUC) ? "AUC" : "R² of ranks",
            alone.value(),
            alone.rows());
      }
    }
  }

  private void duplicates(Duplicates duplicates) {
    // Rows of few short columns are bound to be equal.
    if (duplicates.copies() >= NATURAL_COPIES) {
      return;
    }
    duplicates
        .parts()
        .forEach(
            (part, count) -> {
              if (count.share() >= MANY_DUPLICATES) {
                say(
                    DUPLICATES,
                    null,
                    "%s of the %s part are in the train part too, equal but for the key; deduplicate, or put them under one key",
                    Percent.of(count.share()),
                    part);
              }
            });
  }

  private void balance(LabelBalance balance) {
    List<Long> train = balance.parts().getOrDefault(Part.TRAIN, List.of());
    long all = train.stream().mapToLong(Long::longValue).sum();
    for (int i = 0; i < balance.classes().size(); i++) {
      String name = cut(balance.classes().get(i));
      long rows = train.get(i);
      if (rows == 0) {
        say(IMBALANCE, null, "class %s does not occur in the train part", name);
      } else if (rows < FEW_ROWS || rows < all * RARE_CLASS) {
        say(
            IMBALANCE,
            null,
            "class %s has %,d of %,d rows of the train part (%s)",
            name,
            rows,
            all,
            Percent.of((double) rows / all));
      }
    }
    if (balance.distinct() == 1) {
      say(IMBALANCE, null, "every row has the same label, %s", cut(balance.classes().getFirst()));
    }
  }

  private void changed(Comparison comparison, Map<String, Long> rows) {
    String schema = comparison.schema().words();
    if (!schema.isEmpty()) {
      say(CHANGED, null, "columns since snapshot %s: %s", comparison.snapshot(), schema);
    }
    long before = sum(comparison.rows());
    long now = sum(rows);
    if (now < before * FEWER_ROWS) {
      say(
          CHANGED,
          null,
          "%,d rows instead of %,d in snapshot %s",
          now,
          before,
          comparison.snapshot());
    }
    comparison.columns().stream()
        .filter(ColumnChange::notable)
        .sorted(
            Comparator.comparingDouble(
                (ColumnChange c) -> -Objects.requireNonNullElse(c.psi(), 0.0)))
        .forEach(c -> say(CHANGED, c.column(), "%s", words(c, comparison.snapshot())));
  }

  private static String words(ColumnChange change, String snapshot) {
    var words = new ArrayList<String>();
    Double psi = change.psi();
    if (psi != null && change.drifted()) {
      words.add(String.format(Locale.ROOT, "its distribution (PSI %.2f)", psi));
    }
    if (change.missingRose()) {
      words.add(
          "missing values (%s, were %s)"
              .formatted(Percent.of(change.missing()), Percent.of(change.missingBefore())));
    }
    Double unseen = change.unseen();
    if (unseen != null && unseen > 0) {
      String such = change.added().isEmpty() ? "" : ", such as " + cut(change.added().getFirst());
      words.add("new categories (%s%s)".formatted(Percent.of(unseen), such));
    }
    return "differs from snapshot " + snapshot + " in " + String.join(", ", words);
  }

  private void say(String kind, @Nullable String column, String format, Object... values) {
    hints.add(
        new Hint(
            kind, column == null ? null : cut(column), String.format(Locale.ROOT, format, values)));
  }

  private static long sum(Map<String, Long> rows) {
    return rows.values().stream().mapToLong(Long::longValue).sum();
  }

  private static String cut(String text) {
    int length = text.codePointCount(0, text.length());
    return length <= LONGEST_NAME
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_NAME)) + "…";
  }
}
