package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Verbs that choose and name columns: select, drop, rename. */
public final class ColumnVerbs {
  /** Keeps columns, in the order given. */
  public record Select(List<String> names) implements Verb {
    @Override
    public String name() {
      return "select";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      List<String> kept = scope.columns(input, names).stream().map(Column::name).toList();
      return Outcome.of(scope.table("SELECT " + Sql.names(kept) + " FROM " + input.quoted()));
    }
  }

  /** Removes columns. */
  public record Drop(List<String> names) implements Verb {
    @Override
    public String name() {
      return "drop";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      var kept = new ArrayList<>(input.columns());
      kept.removeAll(scope.columns(input, names));
      if (kept.isEmpty()) {
        throw scope.refuse("StepFailed", "no column would be left");
      }
      return new Select(kept.stream().map(Column::name).toList()).apply(input, scope);
    }
  }

  /** Gives columns other names. */
  public record Rename(Map<String, String> names) implements Verb {
    @Override
    public String name() {
      return "rename";
    }

    @Override
    public Outcome apply(Relation input, Scope scope) {
      var others = new TreeMap<String, String>();
      names.forEach((from, to) -> others.put(scope.column(input, from).name(), to));
      var after = new ArrayList<String>();
      var list = new ArrayList<String>();
      for (Column column : input.columns()) {
        String to = others.getOrDefault(column.name(), column.name());
        if (after.stream().anyMatch(to::equalsIgnoreCase)) {
          throw scope.refuse("StepFailed", "two columns would be named " + to);
        }
        after.add(to);
        list.add(column.quoted() + " AS " + Sql.name(to));
      }
      return Outcome.of(
          scope.table("SELECT " + String.join(", ", list) + " FROM " + input.quoted()));
    }
  }

  private ColumnVerbs() {}
}
