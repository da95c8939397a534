package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import java.util.Map;

/** Makes sure that what users write as an expression is one, over the columns of one row set. */
public final class Expressions {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<String, String> REFUSED =
      Map.of(
          "\"class\":\"SUBQUERY\"", "a subquery would look at all rows, the test part's too",
          "\"class\":\"STAR\"", "* stands for several columns",
          "\"class\":\"PARAMETER\"", "parameters have no value here");

  /**
   * Checks an expression and tells its type.
   *
   * @param about the column or clause, for messages
   */
  public static String type(Scope scope, Relation input, String about, String expression) {
    String query = query(input, expression);
    JsonNode parsed = parse(scope, query);
    if (parsed.path("error").asBoolean()) {
      throw scope.refuse(
          "StepFailed", about + ": " + expression + ": " + parsed.path("error_message").asText());
    }
    JsonNode node = parsed.path("statements").path(0).path("node");
    if (parsed.path("statements").size() != 1
        || !node.path("type").asText().equals("SELECT_NODE")
        || node.path("select_list").size() != 1
        || !node.path("from_table").path("type").asText().equals("BASE_TABLE")
        || !node.path("where_clause").isNull()) {
      throw scope.refuse("StepFailed", about + ": " + expression + " is not one expression");
    }
    String text = node.path("select_list").toString();
    REFUSED.forEach(
        (mark, why) -> {
          if (text.contains(mark)) {
            throw scope.refuse("StepFailed", about + ": " + expression + ": " + why);
          }
        });
    try {
      return scope.engine().describe(query).getFirst().type();
    } catch (EngineException e) {
      String columns =
          e.reason().equals("ColumnMissing") ? "; the columns are " + input.described() : "";
      throw scope.refuse(e.reason(), about + ": " + expression + ": " + e.getMessage() + columns);
    }
  }

  /** The expression in brackets; line breaks keep a comment in it from swallowing what follows. */
  public static String bracketed(String expression) {
    return "(\n" + expression + "\n)";
  }

  private static String query(Relation input, String expression) {
    return "SELECT " + bracketed(expression) + " FROM " + input.quoted();
  }

  private static JsonNode parse(Scope scope, String query) {
    try {
      return JSON.readTree(
          scope
              .engine()
              .rows(
                  "SELECT CAST(json_serialize_sql(" + Sql.text(query) + ") AS VARCHAR)",
                  row -> row.getString(1))
              .getFirst());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("DuckDB's parse tree is no JSON", e);
    }
  }

  private Expressions() {}
}
