package dev.slipway.runner.prepare.quality.check;

import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** Every value that is not missing is, as text, one of some. */
record InSet(String column, List<String> values) implements RowCheck {
  @Override
  public String words() {
    return column + " in " + String.join(", ", values);
  }

  @Override
  public String failing(Checked on) {
    return "CAST(%s AS VARCHAR) NOT IN (%s)"
        .formatted(
            on.column(column).quoted(),
            values.stream().map(Sql::text).collect(Collectors.joining(", ")));
  }

  @Override
  public String shown(Checked on) {
    return on.column(column).quoted();
  }
}
