package dev.slipway.runner.prepare.quality.check;

import dev.slipway.api.Expectation;
import java.util.List;

/** Finds an expectation's check. */
public final class Checks {
  public static Check of(Expectation e) {
    String column = String.valueOf(e.column());
    List<Double> between = e.between();
    List<String> inSet = e.inSet();
    String matches = e.matches();
    Expectation.Type type = e.type();
    Expectation.Freshness freshness = e.freshness();
    Expectation.ForeignKey foreignKey = e.foreignKey();
    Expectation.Monotonic monotonic = e.monotonic();
    Expectation.RowCount rowCount = e.rowCount();
    List<String> sumToOne = e.sumToOne();
    String sql = e.sql();
    if (between != null) {
      return new Between(column, between.get(0), between.get(1));
    }
    if (inSet != null) {
      return new InSet(column, inSet);
    }
    if (matches != null) {
      return new Matches(column, matches);
    }
    if (type != null) {
      return new OfType(column, type);
    }
    if (freshness != null) {
      return new Freshness(column, freshness.within());
    }
    if (foreignKey != null) {
      return new ForeignKey(column, foreignKey);
    }
    if (monotonic != null) {
      return new Monotonic(column, monotonic);
    }
    if (rowCount != null) {
      return new RowCount(rowCount);
    }
    if (sumToOne != null) {
      return new SumToOne(sumToOne);
    }
    if (sql != null) {
      return new SqlCheck(sql);
    }
    return Boolean.TRUE.equals(e.unique()) ? new Unique(column) : new NotNull(column);
  }

  private Checks() {}
}
