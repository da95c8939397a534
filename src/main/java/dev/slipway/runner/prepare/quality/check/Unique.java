package dev.slipway.runner.prepare.quality.check;

import dev.slipway.runner.prepare.engine.Column;

/** No value comes twice; of those that do, every row fails. */
record Unique(String column) implements RowCheck {
  @Override
  public String words() {
    return column + " unique";
  }

  @Override
  public String failing(Checked on) {
    Column checked = on.column(column);
    return "%1$s IN (SELECT %1$s FROM %2$s WHERE %1$s IS NOT NULL GROUP BY %1$s HAVING count(*) > 1)"
        .formatted(checked.quoted(), on.table().rows().quoted());
  }

  @Override
  public String shown(Checked on) {
    return on.column(column).quoted();
  }
}
