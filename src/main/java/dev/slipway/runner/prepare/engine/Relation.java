package dev.slipway.runner.prepare.engine;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table, or a view of one, and its columns.
 *
 * @param table its name
 * @param columns its columns in order
 * @param empty whether it is a capture that holds nothing yet, so that nobody knows its columns
 * @param over what it is a view of, and goes with it; null for a table
 */
public record Relation(String table, List<Column> columns, boolean empty, @Nullable Relation over) {
  public Relation {
    columns = List.copyOf(columns);
  }

  /** A table. */
  public Relation(String table, List<Column> columns, boolean empty) {
    this(table, columns, empty, null);
  }

  /** The column of a name, if there is one. */
  public Optional<Column> find(String name) {
    return columns.stream().filter(c -> c.named(name)).findFirst();
  }

  /** The columns' names. */
  public List<String> names() {
    return columns.stream().map(Column::name).toList();
  }

  /** The columns' names as a person reads them; at most 60. */
  public String described() {
    String list = columns.stream().limit(60).map(Column::name).collect(Collectors.joining(", "));
    return columns.size() > 60 ? list + " and " + (columns.size() - 60) + " more" : list;
  }

  /** The table's name as SQL has it. */
  public String quoted() {
    return Sql.name(table);
  }
}
