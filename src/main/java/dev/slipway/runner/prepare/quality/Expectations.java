package dev.slipway.runner.prepare.quality;

import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.Expectation;
import dev.slipway.api.Expectation.Severity;
import dev.slipway.contract.PrepareResult;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.engine.Column;
import dev.slipway.runner.prepare.engine.Engine;
import dev.slipway.runner.prepare.engine.Relation;
import dev.slipway.runner.prepare.engine.Sql;
import dev.slipway.runner.prepare.table.FinalTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks what must be true of the prepared rows. */
public final class Expectations {
  private static final int MOST_TOLD = 8;
  private static final int LONGEST = 80;

  /**
   * Checks all of them.
   *
   * @return those of severity Warn that do not hold, at most 10
   * @throws RunnerException ExpectationFailed when one of severity Fail does not hold
   */
  public static List<FailedExpectation> check(
      Engine engine, FinalTable table, List<Expectation> expectations) {
    var failed = new ArrayList<FailedExpectation>();
    for (int i = 0; i < expectations.size(); i++) {
      Expectation expectation = expectations.get(i);
      String found = new Check(engine, table, expectation, "expectations[" + i + "]").found();
      if (found != null) {
        Severity severity = expectation.severity() == null ? Severity.Fail : expectation.severity();
        failed.add(new FailedExpectation(words(expectation), severity.name(), found));
      }
    }
    List<FailedExpectation> fatal =
        failed.stream().filter(f -> f.severity().equals(Severity.Fail.name())).toList();
    if (!fatal.isEmpty()) {
      String list =
          fatal.stream()
              .limit(5)
              .map(f -> f.expectation() + ": " + f.found())
              .collect(Collectors.joining("; "));
      String more = fatal.size() > 5 ? "; and " + (fatal.size() - 5) + " more" : "";
      throw new RunnerException(
          "ExpectationFailed", list + more, false, new PrepareResult(null, told(failed)));
    }
    return told(failed);
  }

  /** As many as a termination message holds beside a snapshot, the fatal ones first. */
  private static List<FailedExpectation> told(List<FailedExpectation> failed) {
    return failed.stream()
        .sorted(Comparator.comparing(f -> !f.severity().equals(Severity.Fail.name())))
        .limit(MOST_TOLD)
        .toList();
  }

  private static String words(Expectation e) {
    String text;
    if (e.rowCount() != null) {
      Long min = e.rowCount().min();
      Long max = e.rowCount().max();
      text =
          "rows" + (min == null ? "" : " at least " + min) + (max == null ? "" : " at most " + max);
    } else if (e.between() != null) {
      text = e.column() + " between " + e.between().get(0) + " and " + e.between().get(1);
    } else if (e.inSet() != null) {
      text = e.column() + " in " + String.join(", ", e.inSet());
    } else {
      text = e.column() + (Boolean.TRUE.equals(e.unique()) ? " unique" : " not null");
    }
    if (e.atLeast() != null) {
      text = cut(text) + " for at least " + percent(e.atLeast());
    }
    return cut(text);
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.4g %%", share * 100);
  }

  /** One expectation over one table. */
  private record Check(Engine engine, FinalTable table, Expectation expectation, String where) {
    /** What was found when it does not hold, else null. */
    @Nullable String found() {
      Expectation.RowCount bounds = expectation.rowCount();
      String from = " FROM " + table.rows().quoted();
      if (bounds != null) {
        long rows = engine.number("SELECT count(*)" + from);
        boolean low = bounds.min() != null && rows < bounds.min();
        boolean high = bounds.max() != null && rows > bounds.max();
        return low || high ? String.format(Locale.ROOT, "%,d rows", rows) : null;
      }
      Column column = column();
      if (Boolean.TRUE.equals(expectation.unique())) {
        long twice =
            engine.number(
                "SELECT count(*) FROM (SELECT 1%s WHERE %s IS NOT NULL GROUP BY %s HAVING count(*) > 1)"
                    .formatted(from, column.quoted(), column.quoted()));
        return twice == 0 ? null : String.format(Locale.ROOT, "%,d values come twice", twice);
      }
      return share(column, from);
    }

    private @Nullable String share(Column column, String from) {
      // A missing value passes every check but notNull.
      String bad = column.quoted() + " IS NULL";
      if (expectation.between() != null) {
        if (!column.numeric()) {
          throw new RunnerException(
              "TypeMismatch",
              where + ": between needs a number, and column " + column.name() + " is none",
              false);
        }
        bad =
            "%s NOT BETWEEN %s AND %s"
                .formatted(
                    column.quoted(),
                    Sql.number(expectation.between().get(0)),
                    Sql.number(expectation.between().get(1)));
      } else if (expectation.inSet() != null) {
        bad =
            "CAST(%s AS VARCHAR) NOT IN (%s)"
                .formatted(
                    column.quoted(),
                    expectation.inSet().stream().map(Sql::text).collect(Collectors.joining(", ")));
      }
      long rows = engine.number("SELECT count(*)" + from);
      long failing = engine.number("SELECT count(*)" + from + " WHERE " + bad);
      double needed = expectation.atLeast() == null ? 1 : expectation.atLeast();
      if (failing == 0 || (double) (rows - failing) / rows >= needed) {
        return null;
      }
      return String.format(
          Locale.ROOT, "%,d of %,d rows do not pass%s", failing, rows, example(column, from, bad));
    }

    private String example(Column column, String from, String bad) {
      List<String> some =
          engine.rows(
              "SELECT min(CAST(%s AS VARCHAR))%s WHERE %s".formatted(column.quoted(), from, bad),
              row -> row.getString(1) == null ? "" : row.getString(1));
      return some.isEmpty() || some.getFirst().isEmpty() ? "" : ", such as " + cut(some.getFirst());
    }

    private Column column() {
      return table.columns().stream()
          .filter(c -> c.named(String.valueOf(expectation.column())))
          .findFirst()
          .orElseThrow(
              () ->
                  new RunnerException(
                      "ColumnMissing",
                      where
                          + ": there is no column "
                          + expectation.column()
                          + "; the columns are "
                          + new Relation("", table.columns(), false).described(),
                      false));
    }
  }

  private Expectations() {}
}
