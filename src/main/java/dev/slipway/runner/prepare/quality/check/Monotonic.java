package dev.slipway.runner.prepare.quality.check;

import dev.slipway.api.Expectation;
import dev.slipway.api.Expectation.Monotonic.Direction;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.table.FinalTable;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The values never go down (or up) from row to row. Rows that come at the same place are in the
 * order of their values, so that a verdict does not depend on how they were read.
 */
record Monotonic(String column, Expectation.Monotonic rule) implements RowCheck {
  @Override
  public String words() {
    return column + (increasing() ? " increasing by " : " decreasing by ") + rule.orderBy();
  }

  @Override
  public String failing(Checked on) {
    Column checked = on.column(column);
    List<String> within = rule.within() == null ? List.of() : rule.within();
    String groups =
        within.isEmpty()
            ? ""
            : within.stream()
                .map(name -> on.column(name).quoted())
                .collect(Collectors.joining(", ", "PARTITION BY ", " "));
    String direction = increasing() ? "ASC" : "DESC";
    String order =
        "%s, %s %s".formatted(on.column(rule.orderBy()).quoted(), checked.quoted(), direction);
    return ("%1$s IN (SELECT %1$s FROM (SELECT %1$s, %2$s AS v,"
            + " lag(%2$s) OVER (%3$sORDER BY %4$s) AS p FROM %5$s WHERE %2$s IS NOT NULL) WHERE v %6$s p)")
        .formatted(
            FinalTable.ROW_HASH,
            checked.quoted(),
            groups,
            order,
            on.table().rows().quoted(),
            increasing() ? "<" : ">");
  }

  @Override
  public String shown(Checked on) {
    return on.column(column).quoted();
  }

  private boolean increasing() {
    return rule.direction() != Direction.Decreasing;
  }
}
