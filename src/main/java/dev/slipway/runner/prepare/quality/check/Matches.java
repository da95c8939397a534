package dev.slipway.runner.prepare.quality.check;

import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Sql;

/** Every value that is not missing matches, as text and as a whole, a regular expression of RE2. */
record Matches(String column, String pattern) implements RowCheck {
  @Override
  public String words() {
    return column + " matches " + pattern;
  }

  @Override
  public String failing(Checked on) {
    try {
      on.engine().rows("SELECT regexp_full_match('', " + Sql.text(pattern) + ")", row -> 1);
    } catch (EngineException e) {
      throw on.refuse(
          "ExpectationInvalid",
          "%s is no regular expression (RE2): %s".formatted(pattern, e.getMessage()));
    }
    return "NOT regexp_full_match(CAST(%s AS VARCHAR), %s)"
        .formatted(on.column(column).quoted(), Sql.text(pattern));
  }

  @Override
  public String shown(Checked on) {
    return on.column(column).quoted();
  }
}
