package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.runner.prepare.engine.Relation;
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

  @Override
  default Outcome apply(Relation input, Scope scope) {
    check(input, scope);
    Map<String, Object> fitted = fit(input, scope);
    return new Outcome(scope.table(query(input, JSON.valueToTree(fitted), scope)), fitted);
  }
}
