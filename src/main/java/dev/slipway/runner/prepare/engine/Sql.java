package dev.slipway.runner.prepare.engine;

import java.util.List;
import java.util.stream.Collectors;

/** Text that is put into SQL: names and literals, quoted so that they stay what they are. */
public final class Sql {
  /** A name of a column or table. */
  public static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Names, with commas between. */
  public static String names(List<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A text. */
  public static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A floating-point number, exactly. */
  public static String number(double number) {
    return "CAST(" + text(Double.toString(number)) + " AS DOUBLE)";
  }

  /** A floating-point value, or missing when it is NaN or infinite, which JSON cannot tell. */
  public static String finite(String value) {
    return "CASE WHEN isfinite(" + value + ") THEN " + value + " END";
  }

  private Sql() {}
}
