package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.plan.Reach;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Makes of one row what a Dataset's steps made of the table: the steps of {@code recipe.json} that
 * work on each row, by the same statements and with the same fitted values. Steps that work on all
 * rows together are left out; the columns that they bring in are taken from the row that is given.
 */
public final class RowRecipe implements AutoCloseable {
  private final Engine engine;
  private final List<Column> columns;
  private final Relation request;
  private final Relation result;
  private final String insertSql;
  private final String makeSql;
  private PreparedStatement insert;
  private PreparedStatement make;

  /**
   * Reads a recipe.
   *
   * @param engine an engine of its own, in which views and tables are made
   */
  public RowRecipe(Engine engine, Recipe recipe) {
    this.engine = engine;
    columns = columns(recipe);
    // Values arrive as text and are cast where they are used, as each step wants them.
    request = engine.table(columns.stream().map(c -> new Column(c.name(), "VARCHAR")).toList());
    Relation row = engine.view(taken(recipe.columns(), null));
    for (Recipe.Applied applied : recipe.steps()) {
      row = next(row, applied);
    }
    String made =
        "SELECT "
            + String.join(
                ", ", row.columns().stream().map(c -> c.normal() + " AS " + c.quoted()).toList())
            + " FROM "
            + row.quoted();
    result = engine.table(made);
    makeSql = "INSERT INTO " + result.quoted() + " " + made;
    insertSql =
        "INSERT INTO %s VALUES (%s)"
            .formatted(
                request.quoted(), String.join(", ", columns.stream().map(c -> "?").toList()));
    make = prepared(makeSql);
    insert = prepared(insertSql);
  }

  /** The columns that a row may have; those that it has not are missing values. */
  public List<Column> columns() {
    return columns;
  }

  /**
   * Applies the recipe to a row.
   *
   * @param row values by column; text, numbers, booleans, or lists and maps for nested columns
   * @return the prepared values by column
   * @throws RunnerException TypeMismatch if a value cannot be read as its column's type
   */
  public Map<String, @Nullable Object> apply(Map<String, ? extends @Nullable Object> row) {
    var given = new TreeMap<String, @Nullable Object>(String.CASE_INSENSITIVE_ORDER);
    given.putAll(row);
    try {
      // The driver closes a statement that failed.
      insert = insert.isClosed() ? prepared(insertSql) : insert;
      make = make.isClosed() ? prepared(makeSql) : make;
      engine.execute("DELETE FROM " + request.quoted());
      for (int i = 0; i < columns.size(); i++) {
        Object value = given.get(columns.get(i).name());
        insert.setString(i + 1, value == null ? null : text(value));
      }
      insert.execute();
      // Into a table first: a streamed answer would not say why a value cannot be read.
      engine.execute("DELETE FROM " + result.quoted());
      make.execute();
      return engine.rows("SELECT * FROM " + result.quoted(), this::read).getFirst();
    } catch (SQLException e) {
      throw new EngineException(e).at("recipe");
    } catch (EngineException e) {
      throw e.at("recipe");
    }
  }

  @Override
  public void close() {
    try {
      insert.close();
      make.close();
    } catch (SQLException e) {
      throw new EngineException(e);
    }
  }

  private PreparedStatement prepared(String sql) {
    try {
      return engine.connection().prepareStatement(sql);
    } catch (SQLException e) {
      throw new EngineException(e);
    }
  }

  private static String text(Object value) {
    return value instanceof Map || value instanceof List
        ? RowVerb.JSON.valueToTree(value).toString()
        : value.toString();
  }

  private Map<String, @Nullable Object> read(ResultSet row) throws SQLException {
    var values = new LinkedHashMap<String, @Nullable Object>();
    for (Column column : result.columns()) {
      values.put(column.name(), row.getObject(column.name()));
    }
    return values;
  }

  private static List<Column> columns(Recipe recipe) {
    var all = new LinkedHashMap<String, Column>();
    recipe.columns().forEach(c -> all.put(c.name().toLowerCase(Locale.ROOT), c));
    for (Recipe.Applied applied : recipe.steps()) {
      if (applied.reach() == Reach.Table && applied.columns() != null) {
        applied.columns().forEach(c -> all.putIfAbsent(c.name().toLowerCase(Locale.ROOT), c));
      }
    }
    return List.copyOf(all.values());
  }

  private Relation next(Relation row, Recipe.Applied applied) {
    String where = "recipe steps[" + applied.index() + "] " + applied.verb();
    switch (applied.reach()) {
      case Row -> {
        if (!(Verbs.of(applied.step()) instanceof RowVerb verb)) {
          throw new RunnerException("StepFailed", where + " does not work on one row", false);
        }
        JsonNode fitted =
            RowVerb.JSON.valueToTree(applied.fitted() == null ? Map.of() : applied.fitted());
        return engine.view(verb.query(row, fitted, new Scope(engine, Map.of(), null, where)));
      }
      case Table -> {
        List<Column> after = applied.columns();
        return after == null || after.isEmpty() ? row : engine.view(taken(after, row));
      }
      default -> {
        return row;
      }
    }
  }

  /** The query of columns, from the row so far where it has them, else from the request. */
  private String taken(List<Column> wanted, @Nullable Relation row) {
    var list = new ArrayList<String>();
    for (Column column : wanted) {
      boolean there = row != null && row.find(column.name()).isPresent();
      String value = (there ? "r." : "q.") + column.quoted();
      // Nested values are JSON in a request.
      String read = there || column.kind() != null ? value : "CAST(" + value + " AS JSON)";
      list.add("CAST(" + read + " AS " + column.type() + ") AS " + column.quoted());
    }
    return "SELECT "
        + String.join(", ", list)
        + " FROM "
        + request.quoted()
        + " q"
        + (row == null ? "" : ", " + row.quoted() + " r");
  }
}
