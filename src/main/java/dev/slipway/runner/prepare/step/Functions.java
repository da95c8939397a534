package dev.slipway.runner.prepare.step;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.runner.prepare.engine.Engine;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the engine says of its functions: which see several rows, and which differ every time. */
final class Functions {
  /** Names without brackets that the engine takes for functions when no column is named so. */
  private static final Set<String> BARE =
      Set.of(
          "current_catalog",
          "current_date",
          "current_role",
          "current_schema",
          "current_time",
          "current_timestamp",
          "current_user",
          "localtime",
          "localtimestamp",
          "session_user",
          "user");

  /** Functions of one moment when only one argument is given, which the engine does not tell. */
  private static final Set<String> SINCE = Set.of("age");

  /**
   * The same for every engine, since none can load extensions; asking takes a tenth of a second.
   */
  private static volatile @Nullable Functions known;

  private final Set<String> aggregates;
  private final Set<String> unstable;

  static Functions of(Engine engine) {
    Functions functions = known;
    if (functions == null) {
      functions = new Functions(engine);
      known = functions;
    }
    return functions;
  }

  private Functions(Engine engine) {
    aggregates = names(engine, "function_type = 'aggregate'");
    unstable = names(engine, "function_type = 'scalar' AND stability <> 'CONSISTENT'");
  }

  private static Set<String> names(Engine engine, String where) {
    return new HashSet<>(
        engine.rows(
            "SELECT DISTINCT function_name FROM duckdb_functions() WHERE " + where,
            row -> row.getString(1)));
  }

  boolean aggregate(JsonNode function) {
    return aggregates.contains(name(function));
  }

  /** Refuses what gives something else each time, or tells of the engine and not of the data. */
  void stable(JsonNode node, Scope scope, String about) {
    String name = name(node);
    boolean since = SINCE.contains(name) && node.path("arguments").size() == 1;
    if (unstable.contains(name) || since) {
      throw scope.refuse("StepFailed", about + ": " + name + why());
    }
    JsonNode path = node.path("column_names");
    if (path.size() == 1) {
      String column = path.get(0).asText().toLowerCase(Locale.ROOT);
      if (BARE.contains(column)) {
        throw scope.refuse("StepFailed", about + ": " + column + why());
      }
    }
  }

  private static String why() {
    return " is not decided by the rows, so the same data would not give the same snapshot";
  }

  static String name(JsonNode function) {
    return function.path("function_name").asText().toLowerCase(Locale.ROOT);
  }
}
