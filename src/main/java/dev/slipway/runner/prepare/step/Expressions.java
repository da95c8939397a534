package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.runner.prepare.engine.EngineException;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.Map;

/** Makes sure that what users write as an expression is one, over the columns of one row. */
public final class Expressions {
  private static final Map<String, String> REFUSED =
      Map.of(
          "SUBQUERY", "a subquery would look at all rows, the test part's too",
          "WINDOW", "OVER would look at other rows; use window, aggregate or sql",
          "STAR", "* stands for several columns",
          "PARAMETER", "parameters have no value here");

  /**
   * Checks an expression and tells its type.
   *
   * @param about the column or clause, for messages
   */
  public static String type(Scope scope, Relation input, String about, String expression) {
    String query = "SELECT " + bracketed(expression) + " FROM " + input.quoted();
    String where = about + ": " + expression;
    JsonNode node = ParseTree.of(scope, where, query);
    if (!node.path("type").asText().equals("SELECT_NODE")
        || node.path("select_list").size() != 1
        || !node.path("from_table").path("type").asText().equals("BASE_TABLE")
        || !node.path("where_clause").isNull()
        || !node.path("modifiers").isEmpty()) {
      throw scope.refuse("StepFailed", where + " is not one expression");
    }
    var functions = Functions.of(scope.engine());
    ParseTree.each(node.path("select_list"), part -> check(part, input, functions, scope, where));
    try {
      return scope.engine().describe(query).getFirst().type();
    } catch (EngineException e) {
      String columns =
          e.reason().equals("ColumnMissing") ? "; the columns are " + input.described() : "";
      throw scope.refuse(e.reason(), where + ": " + e.getMessage() + columns);
    }
  }

  private static void check(
      JsonNode part, Relation input, Functions functions, Scope scope, String where) {
    String why = REFUSED.get(part.path("class").asText());
    if (why != null) {
      throw scope.refuse("StepFailed", where + ": " + why);
    }
    boolean column =
        part.path("column_names").size() == 1
            && input.find(part.path("column_names").get(0).asText()).isPresent();
    if (!column) {
      functions.stable(part, scope, where);
    }
    if (functions.aggregate(part)) {
      throw scope.refuse(
          "StepFailed",
          where + ": " + Functions.name(part) + " is over several rows; use aggregate or sql");
    }
    if (Functions.name(part).equals("unnest")) {
      throw scope.refuse("StepFailed", where + ": unnest makes several rows; use sql");
    }
  }

  /** The expression in brackets; line breaks keep a comment in it from swallowing what follows. */
  public static String bracketed(String expression) {
    return "(\n" + expression + "\n)";
  }

  private Expressions() {}
}
