package dev.slipway.runner.prepare.quality;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.Expectation;
import dev.slipway.api.Expectation.Severity;
import dev.slipway.contract.PrepareResult;
import dev.slipway.runner.RunnerException;
import dev.slipway.runner.prepare.quality.check.Check;
import dev.slipway.runner.prepare.quality.check.Checked;
import dev.slipway.runner.prepare.quality.check.Checks;
import dev.slipway.runner.prepare.quality.check.RowCheck;
import dev.slipway.runner.prepare.quality.check.TableCheck;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks what must be true of the prepared rows. All checks of rows are made in one pass over them.
 */
public final class Expectations {
  private static final int MOST_TOLD = 8;
  private static final int LONGEST = 80;

  /**
   * What came of it.
   *
   * @param failed those of severity Warn and Quarantine that do not hold, at most 8
   * @param outcomes all, in the order of the spec
   * @param quarantine the checks whose failing rows are set aside: words and condition
   */
  public record Verdict(
      List<FailedExpectation> failed, List<Quarantine.Rule> quarantine, List<Outcome> outcomes) {}

  /**
   * What came of one.
   *
   * @param expectation the expectation in words
   * @param severity Fail, Warn or Quarantine
   * @param met whether it holds
   * @param found what was found; null when it holds and there is nothing to tell
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Outcome(String expectation, String severity, boolean met, @Nullable String found) {}

  /** One expectation that is checked. */
  private record Asked(Expectation expectation, Check check, Checked on) {
    Severity severity() {
      return expectation.severity() == null ? Severity.Fail : expectation.severity();
    }

    String words() {
      Double share = expectation.atLeast();
      String words = cut(check.words());
      return share == null || severity() == Severity.Quarantine
          ? words
          : cut(words + " for at least " + percent(share));
    }
  }

  /**
   * Checks all of them.
   *
   * @param on what checks may see; the place in the spec is set for each
   * @throws RunnerException ExpectationFailed when one of severity Fail does not hold
   */
  public static Verdict check(Checked on, List<Expectation> expectations) {
    var asked = new ArrayList<Asked>();
    for (int i = 0; i < expectations.size(); i++) {
      asked.add(
          new Asked(
              expectations.get(i),
              Checks.of(expectations.get(i)),
              on.at("expectations[" + i + "]")));
    }
    List<RowCounts.Count> counts =
        RowCounts.of(
            on,
            asked.stream()
                .filter(a -> a.check() instanceof RowCheck)
                .map(a -> RowCounts.Condition.of((RowCheck) a.check(), a.on()))
                .toList());
    var failed = new ArrayList<FailedExpectation>();
    var quarantine = new ArrayList<Quarantine.Rule>();
    var outcomes = new ArrayList<Outcome>();
    int next = 0;
    for (Asked one : asked) {
      String passed = null;
      String found =
          switch (one.check()) {
            case TableCheck table -> table.found(one.on());
            case RowCheck rows -> {
              RowCounts.Count count = counts.get(next++);
              passed =
                  String.format(
                      Locale.ROOT,
                      "%,d of %,d rows pass",
                      count.rows() - count.failing(),
                      count.rows());
              yield share(one, count, quarantine);
            }
          };
      outcomes.add(
          new Outcome(
              one.words(), one.severity().name(), found == null, found == null ? passed : found));
      if (found != null) {
        boolean tooMany = found.startsWith(Quarantine.TOO_MANY);
        Severity severity = tooMany ? Severity.Fail : one.severity();
        failed.add(new FailedExpectation(one.words(), severity.name(), found));
      }
    }
    refuse(failed);
    return new Verdict(told(failed), quarantine, outcomes);
  }

  private static @Nullable String share(
      Asked asked, RowCounts.Count count, List<Quarantine.Rule> quarantine) {
    if (count.failing() == 0) {
      return null;
    }
    boolean aside = asked.severity() == Severity.Quarantine;
    Double given = asked.expectation().atLeast();
    double needed = given == null ? aside ? 0 : 1 : given;
    boolean enough = (double) (count.rows() - count.failing()) / count.rows() >= needed;
    String example = count.example();
    String such = example == null ? "" : ", such as " + cut(example);
    if (aside && enough) {
      quarantine.add(new Quarantine.Rule(asked.words(), count.condition().failing()));
      return String.format(
          Locale.ROOT, "%,d of %,d rows are set aside%s", count.failing(), count.rows(), such);
    }
    if (aside) {
      return String.format(
          Locale.ROOT,
          Quarantine.TOO_MANY + ": %,d of %,d, and %s must remain%s",
          count.failing(),
          count.rows(),
          percent(needed),
          such);
    }
    return enough
        ? null
        : String.format(
            Locale.ROOT, "%,d of %,d rows do not pass%s", count.failing(), count.rows(), such);
  }

  private static void refuse(List<FailedExpectation> failed) {
    List<FailedExpectation> fatal =
        failed.stream().filter(f -> f.severity().equals(Severity.Fail.name())).toList();
    if (fatal.isEmpty()) {
      return;
    }
    String list =
        fatal.stream()
            .limit(5)
            .map(f -> f.expectation() + ": " + f.found())
            .collect(Collectors.joining("; "));
    String more = fatal.size() > 5 ? "; and " + (fatal.size() - 5) + " more" : "";
    throw new RunnerException(
        "ExpectationFailed",
        list + more,
        false,
        new PrepareResult(null, told(failed), 0, List.of(), null));
  }

  /** As many as a termination message holds beside a snapshot, the fatal ones first. */
  private static List<FailedExpectation> told(List<FailedExpectation> failed) {
    return failed.stream()
        .sorted(Comparator.comparing(f -> !f.severity().equals(Severity.Fail.name())))
        .limit(MOST_TOLD)
        .toList();
  }

  private static String cut(String text) {
    return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.4g %%", share * 100);
  }

  private Expectations() {}
}
