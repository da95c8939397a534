package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.List;
import java.util.Map;

/**
 * A verb that makes each row from that row alone and from what was fitted. The same query works on
 * the table and, with what {@code recipe.json} holds, on a single row when a model is served.
 */
public interface RowVerb extends Verb {
  /** Reads and writes what is fitted; a recipe holds the same text. */
  JsonMapper JSON = new JsonMapper();

  /** What is computed from the train part, by column. */
  default Map<String, Object> fit(Relation input, Scope scope) {
    return Map.of();
  }

  /**
   * The query that makes the next rows.
   *
   * @param fitted what {@link #fit} found, as JSON
   */
  String query(Relation input, JsonNode fitted, Scope scope);

  /** Refuses rows that are there and cannot be worked on; a single row has no such check. */
  default void check(Relation input, Scope scope) {}

  /** Whether values take so long to make that they are stored, and not made again where needed. */
  default boolean costly() {
    return false;
  }

  /** The columns whose values it makes; those of others are the input's as they are. */
  default List<String> made(Relation input, Relation output) {
    List<String> replaced = replaces(input);
    return output.columns().stream()
        .filter(c -> input.find(c.name()).isEmpty() || replaced.stream().anyMatch(c::named))
        .map(Column::name)
        .toList();
  }

  @Override
  default Outcome apply(Relation input, Scope scope) {
    check(input, scope);
    Map<String, Object> fitted = fit(input, scope);
    String query = query(input, JSON.valueToTree(fitted), scope);
    return new Outcome(costly() ? scope.table(query) : proven(input, query, scope), fitted);
  }

  /**
   * A view of the query. All values that it makes are made once here: what fails must fail at this
   * step and for every row, whatever later steps leave out.
   */
  private Relation proven(Relation input, String query, Scope scope) {
    Relation view = scope.view(query, input);
    List<String> made = made(input, view);
    if (made.isEmpty()) {
      return view;
    }
    try {
      scope
          .engine()
          .number(
              "SELECT count(*) FROM %s WHERE hash(%s) = 0"
                  .formatted(view.quoted(), Sql.names(made)));
    } catch (EngineException e) {
      throw e.at(scope.where());
    }
    return view;
  }
}
