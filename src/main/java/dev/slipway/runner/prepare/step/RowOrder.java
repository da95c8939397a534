package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.RowHash;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order in which rows see each other: by a column, equal ones by their content. */
final class RowOrder {
  /** The clauses PARTITION BY and ORDER BY of a window; rows without a place come last. */
  static String over(Relation input, @Nullable List<String> by, String orderBy, Scope scope) {
    String partition =
        by == null
            ? ""
            : "PARTITION BY "
                + Sql.names(scope.columns(input, by).stream().map(Column::name).toList())
                + " ";
    return partition
        + "ORDER BY "
        + scope.column(input, orderBy).quoted()
        + " NULLS LAST, "
        + RowHash.of(input.columns());
  }

  private RowOrder() {}
}
