package dev.slipway.runner.prepare.quality.check;

import dev.slipway.api.Expectation;
import dev.slipway.runner.prepare.engine.Relation;

/** Every value that is not missing is, as text, a value of a column of another source. */
record ForeignKey(String column, Expectation.ForeignKey of) implements RowCheck {
  @Override
  public String words() {
    return column + " in " + of.source() + "." + of.column();
  }

  @Override
  public String failing(Checked on) {
    Relation other = on.source(of.source());
    String checked = on.column(column).quoted();
    if (other.empty()) {
      return checked + " IS NOT NULL";
    }
    String theirs = on.column(other, of.column()).quoted();
    return "CAST(%s AS VARCHAR) NOT IN (SELECT CAST(%2$s AS VARCHAR) FROM %3$s WHERE %2$s IS NOT NULL)"
        .formatted(checked, theirs, other.quoted());
  }

  @Override
  public String shown(Checked on) {
    return on.column(column).quoted();
  }
}
