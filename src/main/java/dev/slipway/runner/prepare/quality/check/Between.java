package dev.slipway.runner.prepare.quality.check;

import dev.slipway.runner.prepare.engine.Sql;

/** Every value that is not missing lies within two bounds, both included. */
record Between(String column, double lower, double upper) implements RowCheck {
  @Override
  public String words() {
    return column + " between " + lower + " and " + upper;
  }

  @Override
  public String failing(Checked on) {
    return "%s NOT BETWEEN %s AND %s"
        .formatted(on.number(column, "between").quoted(), Sql.number(lower), Sql.number(upper));
  }

  @Override
  public String shown(Checked on) {
    return on.column(column).quoted();
  }
}
