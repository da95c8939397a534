package dev.slipway.runner.prepare.source;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import java.util.stream.Collectors;

/** Turns what a source gave into a relation, the same way for all kinds of sources. */
public final class Loading {
  /** The relation of what a query reads; it is read once, since finding its types reads it too. */
  public static Relation of(Engine engine, String query) {
    Relation raw = engine.table("SELECT * FROM " + query);
    List<Column> floating = raw.columns().stream().filter(Column::floating).toList();
    if (floating.isEmpty() || allFinite(engine, raw, floating)) {
      return raw;
    }
    String list =
        raw.columns().stream()
            .map(c -> c.floating() ? Sql.finite(c.quoted()) + " AS " + c.quoted() : c.quoted())
            .collect(Collectors.joining(", "));
    Relation relation = engine.table("SELECT " + list + " FROM " + raw.quoted());
    engine.drop(raw);
    return relation;
  }

  private static boolean allFinite(Engine engine, Relation raw, List<Column> floating) {
    String any =
        floating.stream()
            .map(c -> "NOT isfinite(" + c.quoted() + ")")
            .collect(Collectors.joining(" OR "));
    return engine.number("SELECT count(*) FROM " + raw.quoted() + " WHERE " + any) == 0;
  }

  private Loading() {}
}
