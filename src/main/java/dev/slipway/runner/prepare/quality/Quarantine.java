package dev.slipway.runner.prepare.quality;

import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import java.util.List;
import java.util.stream.Collectors;

/** Sets rows aside that fail a check of severity Quarantine. */
public final class Quarantine {
  /** The column of the rows' reasons: the expectations in words. */
  public static final String REASONS = "__slipway_reasons";

  static final String TOO_MANY = "too many rows would be set aside";

  /**
   * A check whose failing rows are set aside.
   *
   * @param words the expectation in words
   * @param failing the condition of the rows that fail
   */
  public record Rule(String words, String failing) {}

  /** The rows of a table that fail, each with its reasons. */
  public static Relation rows(Engine engine, FinalTable table, List<Rule> rules) {
    String reasons =
        rules.stream()
            .map(r -> "CASE WHEN %s THEN %s END".formatted(r.failing(), Sql.text(r.words())))
            .collect(Collectors.joining(", ", "[", "]"));
    return engine.table(
        "SELECT *, list_filter(%s, lambda r: r IS NOT NULL) AS %s FROM %s WHERE %s"
            .formatted(reasons, REASONS, table.rows().quoted(), any(rules)));
  }

  /** The condition of the rows that stay. */
  public static String stays(List<Rule> rules) {
    return "NOT (" + any(rules) + ")";
  }

  private static String any(List<Rule> rules) {
    return rules.stream().map(Rule::failing).collect(Collectors.joining(" OR "));
  }

  private Quarantine() {}
}
