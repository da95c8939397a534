package dev.slipway.runner.prepare.explain;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Expectation;
import dev.slipway.api.Splits;
import dev.slipway.runner.prepare.plan.ColumnEffect;
import dev.slipway.runner.prepare.plan.PlannedSource;
import dev.slipway.runner.prepare.plan.PlannedStep;
import dev.slipway.runner.prepare.plan.PreparationPlan;
import dev.slipway.runner.prepare.plan.Reach;
import dev.slipway.runner.prepare.quality.check.Checks;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** An explanation as people read it. */
final class ExplanationText {
  private static final int LONGEST = 100;
  private static final int MOST_LISTED = 12;

  static String of(Explanation told) {
    PreparationPlan plan = told.plan();
    var text = new StringBuilder("Dataset " + told.dataset() + "\n\nSources\n");
    text.append(TextTable.of(plan.sources().stream().map(ExplanationText::source).toList()));
    if (!plan.steps().isEmpty()) {
      text.append("\nSteps\n");
      var rows = new ArrayList<List<String>>();
      rows.add(List.of("", "verb", "works on", "fitted", "serving", "rows", "columns"));
      plan.steps().forEach(step -> rows.add(step(step)));
      text.append(TextTable.of(rows));
    }
    text.append("\nSnapshot\n").append(TextTable.of(snapshot(plan)));
    if (!plan.expectations().isEmpty()) {
      text.append("\nExpectations\n");
      text.append(TextTable.of(plan.expectations().stream().map(ExplanationText::check).toList()));
    }
    text.append("\nPreparation\n").append(TextTable.of(preparation(told)));
    DryRun compiled = told.compiled();
    if (compiled != null) {
      text.append("\nCompiled with the given columns\n").append(compiled(plan, compiled));
    }
    return text.toString();
  }

  private static List<String> source(PlannedSource source) {
    return List.of(
        source.name(),
        source.place(),
        source.content() == null ? "format by the files' names" : source.content(),
        source.query() == null ? "" : cut(source.query()),
        source.secret() == null ? "" : "Secret " + source.secret());
  }

  private static List<String> step(PlannedStep step) {
    return List.of(
        "[" + step.index() + "]",
        step.verb(),
        step.source(),
        step.fitted() ? "on train" : "",
        step.reach() == Reach.Row ? "repeated" : "",
        step.stored() ? "stored" : "",
        columns(step.columns()));
  }

  private static String columns(ColumnEffect effect) {
    var parts = new ArrayList<String>();
    List<String> made = effect.makes();
    if (effect.reads().equals(made) && !made.isEmpty()) {
      return (effect.onlyMade() ? "leaves only " : "changes ") + listed(made);
    }
    if (!effect.reads().isEmpty() && !effect.reads().equals(effect.removes())) {
      parts.add("reads " + listed(effect.reads()));
    }
    if (!effect.removes().isEmpty()) {
      parts.add("removes " + listed(effect.removes()));
    }
    if (!effect.expressions().isEmpty() && effect.expressions().size() == made.size()) {
      for (int i = 0; i < made.size(); i++) {
        parts.add(cut(made.get(i) + " = " + effect.expressions().get(i)));
      }
      return String.join("; ", parts);
    }
    effect.expressions().forEach(sql -> parts.add(cut(sql)));
    if (!made.isEmpty()) {
      parts.add((effect.onlyMade() ? "leaves only " : "makes ") + listed(made));
    }
    if (effect.fromData() != null) {
      parts.add("makes " + effect.fromData());
    }
    return String.join("; ", parts);
  }

  private static List<List<String>> snapshot(PreparationPlan plan) {
    Splits splits = plan.splits();
    var rows = new ArrayList<List<String>>();
    rows.add(List.of("label", plan.label() == null ? "none" : plan.label()));
    String by =
        switch (splits.by()) {
          case Hash -> "hash of " + String.join(", ", splits.key());
          case Time ->
              splits.time() + ", rows with equal " + String.join(", ", splits.key()) + " together";
          case Stratified ->
              "hash of " + String.join(", ", splits.key()) + " within each " + splits.stratum();
        };
    rows.add(List.of("parts by", by));
    String folds = splits.folds() == null ? "" : " in " + splits.folds() + " folds";
    rows.add(List.of("train", share(splits.train()) + folds));
    if (splits.validation() != null && splits.validation() > 0) {
      rows.add(List.of("validation", share(splits.validation())));
    }
    rows.add(List.of("test", share(splits.test())));
    return rows;
  }

  private static List<String> check(Expectation expectation) {
    Expectation.Severity severity = expectation.severity();
    return List.of(
        (severity == null ? Expectation.Severity.Fail : severity).name(),
        cut(Checks.of(expectation).words()),
        expectation.atLeast() == null ? "" : "for at least " + share(expectation.atLeast()));
  }

  private static List<List<String>> preparation(Explanation told) {
    var rows = new ArrayList<List<String>>();
    Explanation.Times times = told.schedule();
    rows.add(List.of("schedule", times == null ? "none" : times.words()));
    if (times != null) {
      rows.add(List.of("next", times.next().isEmpty() ? "never" : String.join(", ", times.next())));
    }
    DatasetSpec.Resources given = told.resources();
    rows.add(List.of("memory", given == null ? "default" : orDefault(given.memory())));
    rows.add(List.of("scratch", given == null ? "default" : orDefault(given.scratch())));
    rows.add(List.of("cpu", given == null ? "default" : orDefault(given.cpu())));
    if (given != null && given.cpuLimit() != null) {
      rows.add(List.of("cpu limit", given.cpuLimit()));
    }
    return rows;
  }

  private static String compiled(PreparationPlan plan, DryRun compiled) {
    var text = new StringBuilder();
    for (DryRun.Compiled step : compiled.steps()) {
      PlannedStep planned = plan.steps().get(step.index());
      text.append("  ").append(planned.where()).append('\n');
      String note = planned.fitted() ? "    -- fitted values are made up\n" : "";
      text.append(note);
      step.sql()
          .forEach(
              sql -> text.append("    ").append(sql.strip().replaceAll("\\s+", " ")).append(";\n"));
      text.append("    columns: ").append(String.join(", ", step.columns())).append('\n');
    }
    if (compiled.error() != null) {
      text.append("  error: ").append(compiled.error()).append('\n');
    } else if (compiled.untold() != null) {
      text.append("  not known: ").append(compiled.untold()).append('\n');
    } else {
      text.append("  nothing is wrong\n");
    }
    return text.toString();
  }

  private static String orDefault(@Nullable String given) {
    return given == null ? "default" : given;
  }

  private static String share(double share) {
    return String.format(Locale.ROOT, "%.4g %%", share * 100);
  }

  private static String listed(List<String> names) {
    return names.size() <= MOST_LISTED
        ? String.join(", ", names)
        : Stream.concat(names.stream().limit(MOST_LISTED), Stream.of("… (" + names.size() + ")"))
            .reduce((a, b) -> a + ", " + b)
            .orElseThrow();
  }

  private static String cut(String text) {
    String line = text.strip().replaceAll("\\s+", " ");
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }

  private ExplanationText() {}
}
