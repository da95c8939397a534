package dev.slipway.runner.prepare.explain;

import dev.slipway.api.DatasetSpec;
import dev.slipway.api.Source;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Columns of sources as somebody writes them: {@code id integer, fare number; zones: id integer,
 * name string}. What has no source before it is the first one's.
 */
final class GivenColumns {
  /** The columns of each source that is named. */
  static Map<String, List<Column>> of(String text, DatasetSpec spec) {
    Set<String> known = new TreeSet<>();
    spec.sources().stream().map(Source::name).forEach(known::add);
    var all = new LinkedHashMap<String, List<Column>>();
    for (String part : text.split(";")) {
      int colon = part.indexOf(':');
      String source =
          colon < 0 ? spec.sources().getFirst().name() : part.substring(0, colon).strip();
      if (!known.contains(source)) {
        throw refusal(
            "there is no source " + source + "; the sources are " + String.join(", ", known));
      }
      all.put(source, columns(source, part.substring(colon + 1)));
    }
    return all;
  }

  private static List<Column> columns(String source, String text) {
    var columns = new ArrayList<Column>();
    for (String one : text.split(",")) {
      String column = one.strip();
      int space = column.lastIndexOf(' ');
      if (space < 0) {
        throw refusal(
            "column " + column + " of " + source + " has no type; write it as id integer");
      }
      columns.add(
          new Column(column.substring(0, space).strip(), type(column.substring(space + 1))));
    }
    return columns;
  }

  private static String type(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "integer" -> "BIGINT";
      case "number" -> "DOUBLE";
      case "string" -> "VARCHAR";
      case "boolean" -> "BOOLEAN";
      case "timestamp" -> "TIMESTAMP";
      default ->
          throw refusal(
              "there is no type "
                  + name
                  + "; types are integer, number, string, boolean, timestamp");
    };
  }

  private static RunnerException refusal(String message) {
    return new RunnerException("ColumnsUnreadable", "COLUMNS: " + message, false);
  }

  private GivenColumns() {}
}
