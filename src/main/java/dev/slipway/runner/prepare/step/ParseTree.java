package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.function.Consumer;

/**
 * A statement of a user as the engine's parser sees it. The parser gives nothing but SELECT
 * statements; everything else is an error to it.
 */
final class ParseTree {
  private static final JsonMapper JSON = new JsonMapper();

  /** The statement's query node; what is not one SELECT is refused. */
  static JsonNode of(Scope scope, String about, String sql) {
    JsonNode parsed;
    try {
      parsed =
          read(
              scope.engine(),
              "SELECT CAST(json_serialize_sql(CAST(" + Sql.text(sql) + " AS VARCHAR)) AS VARCHAR)");
    } catch (EngineException e) {
      throw scope.refuse("StepFailed", about + ": " + e.getMessage());
    }
    if (parsed.path("error").asBoolean()) {
      throw scope.refuse("StepFailed", about + ": " + parsed.path("error_message").asText());
    }
    if (parsed.path("statements").size() != 1) {
      throw scope.refuse(
          "StepFailed",
          about + ": it has " + parsed.path("statements").size() + " statements; one is possible");
    }
    return parsed.path("statements").path(0).path("node");
  }

  /** The statement of a query node. */
  static String sql(Engine engine, JsonNode node) {
    var statements = JSON.createObjectNode().put("error", false);
    statements
        .putArray("statements")
        .addObject()
        .<ObjectNode>set("node", node)
        .putArray("named_param_map");
    return engine
        .rows(
            "SELECT json_deserialize_sql(CAST(" + Sql.text(statements.toString()) + " AS JSON))",
            row -> row.getString(1))
        .getFirst();
  }

  /** Passes over a node and all nodes in it. */
  static void each(JsonNode node, Consumer<JsonNode> visitor) {
    if (node.isObject()) {
      visitor.accept(node);
    }
    node.forEach(child -> each(child, visitor));
  }

  private static JsonNode read(Engine engine, String query) {
    try {
      return JSON.readTree(engine.rows(query, row -> row.getString(1)).getFirst());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB's parse tree is no JSON", e);
    }
  }

  private ParseTree() {}
}
