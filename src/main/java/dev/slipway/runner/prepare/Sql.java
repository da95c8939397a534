package dev.slipway.runner.prepare;

import java.util.List;
import java.util.stream.Collectors;

/** Text that is put into SQL: names and literals, quoted so that they stay what they are. */
final class Sql {
  /** A name of a column or table. */
  static String name(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** Names, with commas between. */
  static String names(List<String> names) {
    return names.stream().map(Sql::name).collect(Collectors.joining(", "));
  }

  /** A text. */
  static String text(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** A floating-point number, exactly. */
  static String number(double number) {
    return "CAST(" + text(Double.toString(number)) + " AS DOUBLE)";
  }

  private Sql() {}
}
