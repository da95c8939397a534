package dev.slipway.runner.prepare.source;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Ranges of equal width between a column's least and greatest value. Together they hold every row
 * exactly once: the first has the missing values too, the last has no end.
 */
final class SplitRanges {
  /**
   * The conditions, one a part; fewer than wanted when the values do not reach.
   *
   * @param bounds one row: the least and the greatest value
   * @param column the column as SQL has it
   * @param name the column's name
   */
  static List<String> conditions(
      String source, ResultSet bounds, String column, String name, int parts) throws SQLException {
    List<String> cuts =
        switch (bounds.getMetaData().getColumnType(1)) {
          case Types.TINYINT,
              Types.SMALLINT,
              Types.INTEGER,
              Types.BIGINT,
              Types.NUMERIC,
              Types.DECIMAL ->
              numbers(bounds.getBigDecimal(1), bounds.getBigDecimal(2), parts);
          case Types.DATE -> dates(bounds, parts);
          case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> times(bounds, parts);
          default ->
              throw SourceFault.unreadable(
                  source,
                  "sql.parallel.by names "
                      + name
                      + ", which is neither a whole or decimal number nor a date or timestamp;"
                      + " name another column");
        };
    var conditions = new ArrayList<String>();
    for (int i = 0; i <= cuts.size(); i++) {
      String from = i == 0 ? null : column + " >= " + cuts.get(i - 1);
      String to = i == cuts.size() ? null : column + " < " + cuts.get(i);
      conditions.add(condition(column, from, to));
    }
    return conditions;
  }

  private static String condition(String column, @Nullable String from, @Nullable String to) {
    if (from == null) {
      return to == null ? "1 = 1" : "(" + to + " OR " + column + " IS NULL)";
    }
    return to == null ? from : from + " AND " + to;
  }

  private static List<String> numbers(
      @Nullable BigDecimal min, @Nullable BigDecimal max, int parts) {
    if (min == null || max == null) {
      return List.of();
    }
    BigDecimal width = max.subtract(min);
    var cuts = new ArrayList<String>();
    for (int i = 1; i < parts; i++) {
      BigDecimal step =
          width
              .multiply(BigDecimal.valueOf(i))
              .divide(
                  BigDecimal.valueOf(parts),
                  Math.max(0, width.stripTrailingZeros().scale()),
                  RoundingMode.CEILING);
      add(cuts, min.add(step).toPlainString());
    }
    return cuts;
  }

  private static List<String> dates(ResultSet bounds, int parts) throws SQLException {
    LocalDate min = bounds.getObject(1, LocalDate.class);
    LocalDate max = bounds.getObject(2, LocalDate.class);
    if (min == null || max == null) {
      return List.of();
    }
    return cuts(ChronoUnit.DAYS.between(min, max), parts, days -> "'" + min.plusDays(days) + "'");
  }

  private static List<String> times(ResultSet bounds, int parts) throws SQLException {
    LocalDateTime min = time(bounds.getString(1));
    LocalDateTime max = time(bounds.getString(2));
    if (min == null || max == null) {
      return List.of();
    }
    return cuts(
        Duration.between(min, max).toSeconds(),
        parts,
        seconds -> "'" + min.plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS) + "'");
  }

  /** The text of a time without its zone; cuts need not be exact, only the same for all parts. */
  private static @Nullable LocalDateTime time(@Nullable String text) {
    return text == null ? null : LocalDateTime.parse(text.substring(0, 19).replace(' ', 'T'));
  }

  private static List<String> cuts(long width, int parts, LongFunction<String> text) {
    var cuts = new ArrayList<String>();
    for (int i = 1; i < parts; i++) {
      add(cuts, text.apply(Math.multiplyExact(width, i) / parts));
    }
    return cuts;
  }

  private static void add(List<String> cuts, String cut) {
    if (cuts.isEmpty() || !cuts.getLast().equals(cut)) {
      cuts.add(cut);
    }
  }

  private SplitRanges() {}
}
