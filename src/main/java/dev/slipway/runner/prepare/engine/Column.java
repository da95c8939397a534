package dev.slipway.runner.prepare.engine;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A column of a relation.
 *
 * @param name its name
 * @param type DuckDB's type
 */
public record Column(String name, String type) {
  private static final Pattern INTEGER = Pattern.compile("U?(TINYINT|SMALLINT|INTEGER|BIGINT)");
  private static final Pattern NUMBER =
      Pattern.compile("FLOAT|DOUBLE|U?HUGEINT|BIGNUM|DECIMAL\\(.*\\)");
  private static final Pattern STRING = Pattern.compile("VARCHAR|UUID|ENUM\\(.*\\)|JSON");
  private static final Pattern TIMESTAMP = Pattern.compile("DATE|TIMESTAMP.*");

  /** What the column is in a snapshot's schema; null for a type that snapshots do not hold. */
  public @Nullable String kind() {
    if (INTEGER.matcher(type).matches()) {
      return "integer";
    }
    if (NUMBER.matcher(type).matches()) {
      return "number";
    }
    if (STRING.matcher(type).matches()) {
      return "string";
    }
    if (TIMESTAMP.matcher(type).matches()) {
      return "timestamp";
    }
    return type.equals("BOOLEAN") ? "boolean" : null;
  }

  /** The column in the one type that its kind has in snapshots. */
  public Column normalized() {
    String kind = kind();
    return new Column(
        name,
        switch (kind == null ? "" : kind) {
          case "integer" -> "BIGINT";
          case "number" -> "DOUBLE";
          case "string" -> "VARCHAR";
          case "boolean" -> "BOOLEAN";
          case "timestamp" -> "TIMESTAMP";
          default -> type;
        });
  }

  /** The expression of the column's value in that type. */
  public String normal() {
    String as = normalized().type();
    return type.equals(as) ? quoted() : "CAST(" + quoted() + " AS " + as + ")";
  }

  /** Whether values can be averaged. */
  public boolean numeric() {
    return "integer".equals(kind()) || "number".equals(kind());
  }

  /** Whether it is a floating-point column, which can hold NaN and infinities. */
  public boolean floating() {
    return type.equals("DOUBLE") || type.equals("FLOAT");
  }

  /** The name as SQL has it. */
  public String quoted() {
    return Sql.name(name);
  }

  /** Whether it goes by a name; as in SQL, capitals do not matter. */
  public boolean named(String other) {
    return name.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }
}
