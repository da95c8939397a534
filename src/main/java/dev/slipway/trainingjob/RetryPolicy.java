package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJobSpec.Retry;
import dev.slipway.api.TrainingJobSpec.RetryAction;
import dev.slipway.api.TrainingJobSpec.RetryRule;
import dev.slipway.api.TrainingJobStatus.Run;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows a failed attempt. There are two budgets: one for what goes wrong in training, and
 * one for what the cluster does to it.
 */
final class RetryPolicy {
  /** How many failures are retried when nothing is said. */
  static final int FAILURES = 2;

  private static final int DISRUPTIONS = 10;
  private static final Set<String> DISRUPTED = Set.of("Preempted", "Evicted", "NodeLost");

  /**
   * What is decided.
   *
   * @param again whether another attempt follows
   * @param failures how many failures the run has then
   * @param disruptions how many disruptions the run has then
   * @param nth the number of the failure or disruption among its kind, from 1
   * @param why what the decision rests on, for a person
   */
  record Verdict(boolean again, int failures, int disruptions, int nth, String why) {}

  /** Decides. */
  static Verdict judge(@Nullable Retry retry, Run run, AttemptOutcome.Broke failure) {
    List<RetryRule> rules = retry == null ? List.of() : retry.policies();
    int failures = run.failures() + 1;
    for (int i = 0; i < rules.size(); i++) {
      if (matches(rules.get(i), failure)) {
        return rules.get(i).action() == RetryAction.Fail
            ? new Verdict(
                false,
                failures,
                run.disruptions(),
                failures,
                "spec.retry.policies[%d] says Fail".formatted(i))
            : retried(retry, run, rules.get(i).action() == RetryAction.RetryWithoutCharge);
      }
    }
    boolean disrupted = DISRUPTED.contains(failure.reason());
    return disrupted || failure.retryable()
        ? retried(retry, run, disrupted)
        : new Verdict(
            false,
            failures,
            run.disruptions(),
            failures,
            "%s is not tried again".formatted(failure.reason()));
  }

  private static boolean matches(RetryRule rule, AttemptOutcome.Broke failure) {
    return rule.reasons().stream().anyMatch(reason -> reason.name().equals(failure.reason()))
        && (rule.exitCodes().isEmpty()
            || (failure.exitCode() != null && rule.exitCodes().contains(failure.exitCode())));
  }

  private static Verdict retried(@Nullable Retry retry, Run run, boolean free) {
    int nth = 1 + (free ? run.disruptions() : run.failures());
    Integer given = retry == null ? null : free ? retry.disruptions() : retry.failures();
    int budget = given == null ? (free ? DISRUPTIONS : FAILURES) : given;
    String field = free ? "disruptions" : "failures";
    return new Verdict(
        nth <= budget,
        free ? run.failures() : nth,
        free ? nth : run.disruptions(),
        nth,
        nth <= budget
            ? "%d of %d %s".formatted(nth, budget, field)
            : "spec.retry.%s (%d) is spent".formatted(field, budget));
  }

  private RetryPolicy() {}
}
