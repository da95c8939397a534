package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.runner.prepare.engine.Relation;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * A SELECT of a user: it reads {@code input} and nothing else, ends, and gives the same rows every
 * time. Aggregates whose result depends on the order of values are given one.
 */
final class UserQuery {
  static final String INPUT = "input";

  /** What stands in FROM. */
  private static final Set<String> FROM =
      Set.of("BASE_TABLE", "JOIN", "SUBQUERY", "EMPTY", "EXPRESSION_LIST", "TABLE_FUNCTION");

  private static final Set<String> TABLE_FUNCTIONS = Set.of("unnest", "range", "generate_series");

  /** Aggregates to which order does not matter, or for which ORDER BY says something else. */
  private static final Set<String> ORDERLESS =
      Set.of(
          "count",
          "count_star",
          "count_if",
          "countif",
          "min",
          "max",
          "bool_and",
          "bool_or",
          "bit_and",
          "bit_or",
          "bit_xor",
          "approx_count_distinct",
          "median",
          "quantile",
          "quantile_cont",
          "quantile_disc",
          "mad",
          "grouping",
          "grouping_id");

  /** Aggregates for which the order of an OVER means something. */
  private static final Set<String> POSITIONAL =
      Set.of(
          "any_value",
          "arbitrary",
          "array_agg",
          "first",
          "group_concat",
          "last",
          "list",
          "listagg",
          "string_agg");

  private final Scope scope;
  private final Relation input;
  private final Functions functions;

  private UserQuery(Scope scope, Relation input) {
    this.scope = scope;
    this.input = input;
    this.functions = Functions.of(scope.engine());
  }

  /** The statement, checked. */
  static String checked(Scope scope, Relation input, String sql) {
    JsonNode node = ParseTree.of(scope, "sql", sql);
    new UserQuery(scope, input).walk(node, Set.of(INPUT));
    return ParseTree.sql(scope.engine(), node);
  }

  /** Passes over a node with the names of tables that can be seen there. */
  private void walk(JsonNode node, Set<String> tables) {
    Set<String> seen = tables;
    JsonNode named = node.path("cte_map").path("map");
    if (!named.isEmpty()) {
      seen = new HashSet<>(tables);
      for (JsonNode one : named) {
        // A query in WITH sees those before it.
        walk(one.path("value"), seen);
        seen.add(one.path("key").asText().toLowerCase(Locale.ROOT));
      }
    }
    if (node.isObject()) {
      check(node, seen);
    }
    for (JsonNode child : node) {
      if (child != node.path("cte_map")) {
        walk(child, seen);
      }
    }
    if (node instanceof ObjectNode object) {
      order(object);
    }
  }

  private void check(JsonNode node, Set<String> tables) {
    String type = node.path("type").asText();
    if (type.equals("RECURSIVE_CTE_NODE")) {
      throw refuse("WITH RECURSIVE may never end");
    }
    if (node.path("class").asText().equals("PARAMETER")) {
      throw refuse("parameters have no value here");
    }
    if (node.path("sample").isObject()) {
      throw refuse("SAMPLE chooses other rows each time; use the step sample");
    }
    JsonNode path = node.path("column_names");
    if (path.size() != 1 || input.find(path.get(0).asText()).isEmpty()) {
      functions.stable(node, scope, "sql");
    }
    boolean from = node.has("alias") && node.has("sample") && !node.has("class");
    if (from && !FROM.contains(type)) {
      throw refuse("FROM takes input, subqueries, joins and VALUES, not " + type);
    }
    if (type.equals("BASE_TABLE")) {
      String table = node.path("table_name").asText();
      boolean bare =
          node.path("schema_name").asText().isEmpty()
              && node.path("catalog_name").asText().isEmpty();
      if (!bare || !tables.contains(table.toLowerCase(Locale.ROOT))) {
        throw refuse("there is no table " + table + "; the rows so far are the table " + INPUT);
      }
    }
    if (type.equals("TABLE_FUNCTION")) {
      String function = Functions.name(node.path("function"));
      if (!TABLE_FUNCTIONS.contains(function)) {
        throw refuse("FROM takes no function " + function);
      }
    }
    modifiers(node.path("modifiers"));
  }

  private void modifiers(JsonNode modifiers) {
    boolean ordered = false;
    boolean limited = false;
    for (JsonNode modifier : modifiers) {
      ordered |= modifier.path("type").asText().equals("ORDER_MODIFIER");
      limited |= modifier.path("type").asText().startsWith("LIMIT");
      if (!modifier.path("distinct_on_targets").isEmpty()) {
        throw refuse("DISTINCT ON keeps any of several rows; use the step deduplicate");
      }
    }
    if (limited && !ordered) {
      throw refuse("LIMIT without ORDER BY keeps any rows; use ORDER BY or the step sample");
    }
  }

  /** Threads decide in which order an aggregate meets values; so it is told one. */
  private void order(ObjectNode node) {
    if (!functions.aggregate(node) || ORDERLESS.contains(Functions.name(node))) {
      return;
    }
    boolean window = node.path("class").asText().equals("WINDOW");
    if (window && !node.path("orders").isEmpty() && POSITIONAL.contains(Functions.name(node))) {
      return;
    }
    JsonNode orders = window ? node.path("arg_orders") : node.path("order_bys").path("orders");
    if (orders instanceof ArrayNode list && list.isEmpty()) {
      for (JsonNode argument : node.path("arguments")) {
        JsonNode expression = argument.path("expression");
        if (!expression.path("class").asText().equals("CONSTANT")) {
          list.addObject()
              .put("type", "ORDER_DEFAULT")
              .put("null_order", "ORDER_DEFAULT")
              .set("expression", expression.deepCopy());
        }
      }
    }
  }

  private RuntimeException refuse(String why) {
    return scope.refuse("StepFailed", "sql: " + why);
  }
}
