package dev.slipway.runner.prepare.step;

import dev.slipway.api.step.SampleStep;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;

/** Keeps a part of the rows, which their content decides. */
public record Sample(SampleStep step) implements Verb {
  @Override
  public String name() {
    return "sample";
  }

  @Override
  public Outcome apply(Relation input, Scope scope) {
    List<String> by = step.by();
    List<Column> hashed = by == null ? input.columns() : scope.columns(input, by);
    String hash = SaltedHash.of(name(), step.salt(), hashed);
    Double fraction = step.fraction();
    String rest;
    if (fraction == null) {
      // Rows that tie in both hashes are equal, so it does not matter which one stays.
      rest = " ORDER BY %s, %s LIMIT %d".formatted(hash, RowHash.of(input.columns()), step.rows());
    } else if (fraction >= 1) {
      rest = "";
    } else {
      rest =
          " WHERE CAST(%s AS DOUBLE) / 18446744073709551616.0 < %s"
              .formatted(hash, Sql.number(fraction));
    }
    return Outcome.of(scope.table("SELECT * FROM " + input.quoted() + rest));
  }
}
