package dev.slipway.runner.prepare.table;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Task;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import org.jspecify.annotations.Nullable;

/** What the label asks of a model. */
public final class Label {
  private static final int MOST_CLASSES = 20;

  /**
   * The task that the spec names, or that the label's values suggest: two distinct values or a
   * boolean are BinaryClassification, text or up to 20 distinct whole numbers
   * MulticlassClassification, all else Regression. Null without a label.
   */
  public static @Nullable Task task(Engine engine, FinalTable table, DatasetSpec spec) {
    String name = spec.label();
    if (name == null) {
      return null;
    }
    Column label = table.columns().stream().filter(c -> c.named(name)).findFirst().orElseThrow();
    String from = " FROM " + table.rows().quoted();
    long missing = engine.number("SELECT count(*) - count(" + label.quoted() + ")" + from);
    if (missing > 0) {
      throw new RunnerException(
          "LabelMissing",
          "%,d rows have no label; leave them out with the step filter: %s IS NOT NULL"
              .formatted(missing, name),
          false);
    }
    Task asked = spec.task();
    if (asked == Task.Regression && !label.numeric()) {
      throw new RunnerException(
          "TypeMismatch", "task Regression needs a number, and label " + name + " is none", false);
    }
    return asked == null ? inferred(engine, label, from) : asked;
  }

  private static Task inferred(Engine engine, Column label, String from) {
    long distinct =
        engine.number(
            "SELECT count(*) FROM (SELECT DISTINCT %s%s LIMIT %d)"
                .formatted(label.quoted(), from, MOST_CLASSES + 1));
    if (distinct == 2 || "boolean".equals(label.kind())) {
      return Task.BinaryClassification;
    }
    if (!label.numeric()) {
      return Task.MulticlassClassification;
    }
    boolean whole =
        "integer".equals(label.kind())
            || engine.number(
                    "SELECT count(*)"
                        + from
                        + " WHERE "
                        + label.quoted()
                        + " <> round("
                        + label.quoted()
                        + ")")
                == 0;
    return whole && distinct <= MOST_CLASSES ? Task.MulticlassClassification : Task.Regression;
  }

  private Label() {}
}
