package dev.slipway.runner.prepare.step;

import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** A list of columns that is made from another one: some replaced, removed or added at the end. */
final class Projection {
  private record Item(String name, String expression) {}

  private final List<Item> items = new ArrayList<>();

  /** Begins with the columns as they are. */
  static Projection of(Relation input) {
    var projection = new Projection();
    for (Column column : input.columns()) {
      projection.add(column.name(), column.quoted());
    }
    return projection;
  }

  Projection replace(Column column, String expression) {
    items.replaceAll(i -> i.name().equals(column.name()) ? new Item(i.name(), expression) : i);
    return this;
  }

  Projection rename(Column column, String name) {
    items.replaceAll(
        i -> i.expression().equals(column.quoted()) ? new Item(name, column.quoted()) : i);
    return this;
  }

  Projection remove(Column column) {
    items.removeIf(i -> i.name().equals(column.name()));
    return this;
  }

  Projection add(String name, String expression) {
    items.add(new Item(name, expression));
    return this;
  }

  /** The query over a table or a subquery; two columns of one name are refused. */
  String from(String source, Scope scope) {
    var names = new TreeSet<String>();
    for (Item item : items) {
      if (item.name().isBlank()) {
        throw scope.refuse("StepFailed", "a column would have an empty name");
      }
      if (!names.add(item.name().toLowerCase(Locale.ROOT))) {
        throw scope.refuse("StepFailed", "two columns would be named " + item.name());
      }
    }
    if (items.isEmpty()) {
      throw scope.refuse("StepFailed", "no column would be left");
    }
    return "SELECT "
        + String.join(
            ", ", items.stream().map(i -> i.expression() + " AS " + Sql.name(i.name())).toList())
        + " FROM "
        + source;
  }

  String from(Relation input, Scope scope) {
    return from(input.quoted(), scope);
  }
}
