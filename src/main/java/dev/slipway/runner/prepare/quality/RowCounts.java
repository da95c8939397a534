package dev.slipway.runner.prepare.quality;

import dev.slipway.runner.prepare.quality.check.Checked;
import dev.slipway.runner.prepare.quality.check.RowCheck;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Counts the rows that fail each of several checks, in one pass. */
final class RowCounts {
  /**
   * A check as SQL.
   *
   * @param failing the condition of rows that fail: true or false, never unknown
   * @param shown the expression of a value to show
   */
  record Condition(String failing, String shown) {
    static Condition of(RowCheck check, Checked on) {
      return new Condition("coalesce(" + check.failing(on) + ", false)", check.shown(on));
    }
  }

  /**
   * What was counted.
   *
   * @param rows all rows
   * @param failing those that fail
   * @param example the least value that fails, as text; null when there is none to show
   */
  record Count(Condition condition, long rows, long failing, @Nullable String example) {}

  static List<Count> of(Checked on, List<Condition> conditions) {
    if (conditions.isEmpty()) {
      return List.of();
    }
    var inner = new ArrayList<String>();
    var outer = new ArrayList<String>();
    for (int i = 0; i < conditions.size(); i++) {
      Condition condition = conditions.get(i);
      inner.add(condition.failing() + " AS f" + i);
      inner.add("CAST(" + condition.shown() + " AS VARCHAR) AS v" + i);
      outer.add("count(*) FILTER (WHERE f" + i + ")");
      outer.add("min(v" + i + ") FILTER (WHERE f" + i + ")");
    }
    String query =
        "SELECT count(*), %s FROM (SELECT %s FROM %s)"
            .formatted(
                String.join(", ", outer), String.join(", ", inner), on.table().rows().quoted());
    return on.engine()
        .rows(
            query,
            row -> {
              var counts = new ArrayList<Count>();
              for (int i = 0; i < conditions.size(); i++) {
                String example = row.getString(2 * i + 3);
                counts.add(
                    new Count(
                        conditions.get(i),
                        row.getLong(1),
                        row.getLong(2 * i + 2),
                        example == null || example.isEmpty() ? null : example));
              }
              return counts;
            })
        .getFirst();
  }

  private RowCounts() {}
}
