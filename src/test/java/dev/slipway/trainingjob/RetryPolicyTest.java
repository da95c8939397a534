package dev.slipway.trainingjob;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.FailureReason;
import dev.slipway.api.TrainingJobSpec.Retry;
import dev.slipway.api.TrainingJobSpec.RetryAction;
import dev.slipway.api.TrainingJobSpec.RetryRule;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryPolicyTest {
  @ParameterizedTest
  @ValueSource(strings = {"Preempted", "Evicted", "NodeLost"})
  void whatTheClusterDoesIsNotCharged(String reason) {
    var verdict = RetryPolicy.judge(null, run(1, 3), broke(reason, false, null));
    assertThat(verdict.again()).isTrue();
    assertThat(verdict.failures()).isEqualTo(1);
    assertThat(verdict.disruptions()).isEqualTo(4);
    assertThat(verdict.why()).isEqualTo("4 of 10 disruptions");
  }

  @Test
  void eachBudgetIsSpentApart() {
    var retry = new Retry(1, null, 2, List.of(), null);
    var failed = broke("AppError", true, 1);
    var evicted = broke("Evicted", true, null);
    assertThat(RetryPolicy.judge(retry, run(0, 2), failed).again()).isTrue();
    assertThat(RetryPolicy.judge(retry, run(1, 1), evicted).again()).isTrue();
    var failures = RetryPolicy.judge(retry, run(1, 0), failed);
    assertThat(failures.again()).isFalse();
    assertThat(failures.failures()).isEqualTo(2);
    assertThat(failures.why()).isEqualTo("spec.retry.failures (1) is spent");
    var disruptions = RetryPolicy.judge(retry, run(0, 2), evicted);
    assertThat(disruptions.again()).isFalse();
    assertThat(disruptions.disruptions()).isEqualTo(3);
    assertThat(disruptions.why()).isEqualTo("spec.retry.disruptions (2) is spent");
  }

  @Test
  void aBudgetOfNoneTriesNothingAgain() {
    var none = new Retry(0, null, 0, List.of(), null);
    assertThat(RetryPolicy.judge(none, run(0, 0), broke("AppError", true, 1)).again()).isFalse();
    assertThat(RetryPolicy.judge(none, run(0, 0), broke("Evicted", true, null)).again()).isFalse();
  }

  @ParameterizedTest(name = "{0} with {1}: again {2}, {3} failures, {4} disruptions")
  @CsvSource({
    "AppError,42,false,1,0,spec.retry.policies[0] says Fail",
    "AppError,75,true,0,1,1 of 10 disruptions",
    "AppError,1,true,1,0,1 of 2 failures",
    "AppError,,true,1,0,1 of 2 failures",
    "OOMKilled,137,true,1,0,1 of 2 failures",
    "Evicted,,true,1,0,1 of 2 failures",
    "Preempted,,false,1,0,spec.retry.policies[3] says Fail",
    "Deadline,,false,1,0,Deadline is not tried again",
  })
  void theFirstPolicyThatMatchesCounts(
      String reason,
      @Nullable Integer exitCode,
      boolean again,
      int failures,
      int disruptions,
      String why) {
    var retry =
        new Retry(
            null,
            null,
            null,
            List.of(
                rule(RetryAction.Fail, List.of(42, 43), FailureReason.AppError),
                rule(RetryAction.RetryWithoutCharge, List.of(42, 75), FailureReason.AppError),
                rule(RetryAction.Retry, List.of(), FailureReason.OOMKilled, FailureReason.Evicted),
                rule(RetryAction.Fail, List.of(), FailureReason.Evicted, FailureReason.Preempted)),
            null);
    boolean retryable = reason.equals("AppError");
    var verdict = RetryPolicy.judge(retry, run(0, 0), broke(reason, retryable, exitCode));
    assertThat(verdict.again()).isEqualTo(again);
    assertThat(verdict.failures()).isEqualTo(failures);
    assertThat(verdict.disruptions()).isEqualTo(disruptions);
    assertThat(verdict.why()).isEqualTo(why);
  }

  @Test
  void pausesDoubleUpToTenMinutes() {
    var retry = new Retry(null, "1m", null, List.of(), null);
    assertThat(Backoff.pause(retry, 1, "a"))
        .isBetween(Duration.ofSeconds(48), Duration.ofMinutes(1));
    assertThat(Backoff.pause(retry, 3, "a"))
        .isBetween(Duration.ofSeconds(192), Duration.ofMinutes(4));
    assertThat(Backoff.pause(retry, 100, "a"))
        .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
    assertThat(Backoff.pause(new Retry(null, "2h", null, List.of(), null), 1, "a"))
        .isBetween(Duration.ofMinutes(8), Duration.ofMinutes(10));
    assertThat(Backoff.pause(null, 1, "a"))
        .isBetween(Duration.ofSeconds(8), Duration.ofSeconds(10));
  }

  @Test
  void attemptsThatFailedTogetherDoNotComeBackTogether() {
    List<Duration> pauses =
        IntStream.range(0, 200).mapToObj(i -> Backoff.pause(null, 1, "ml/fares-" + i)).toList();
    assertThat(pauses.stream().distinct().count()).isGreaterThan(100);
    assertThat(pauses.stream().map(Duration::toSeconds).distinct()).contains(8L, 9L);
    assertThat(Backoff.pause(null, 1, "ml/fares-1")).isEqualTo(pauses.get(1));
  }

  private static RetryRule rule(
      RetryAction action, List<Integer> exitCodes, FailureReason... reasons) {
    return new RetryRule(List.of(reasons), exitCodes, action);
  }

  private static AttemptOutcome.Broke broke(
      String reason, boolean retryable, @Nullable Integer exitCode) {
    return new AttemptOutcome.Broke(reason, "", retryable, exitCode, null);
  }

  private static Run run(int failures, int disruptions) {
    var first =
        Runs.first(
            Fixtures.job(Fixtures.spec(null)),
            "Created",
            null,
            new StatusDraft(
                Fixtures.job(Fixtures.spec(null)),
                TrainingJobStatusBuilder.builder().build(),
                Fixtures.START),
            Fixtures.START);
    return Runs.broke(
        first, new RetryPolicy.Verdict(true, failures, disruptions, 1, ""), "AppError", null, null);
  }
}
