package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.Search;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusRunBuilder;
import dev.slipway.api.TrainingProgress;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What became of an attempt of a trial, and what follows from it. */
sealed interface TrialJudge {
  /**
   * It goes on.
   *
   * @param again when to look again though nothing happens; null for never
   */
  record Goes(@Nullable Duration again) implements TrialJudge {}

  /** It has ended, or is to be stopped: that has to be written down. */
  record Ends(TrialOutcome outcome) implements TrialJudge {}

  /** Tells it. */
  static TrialJudge of(
      Planning p, Run run, Trials trials, TrialAttempt attempt, Container trainer) {
    TrainingJob tj = p.tj();
    AttemptOutcome outcome =
        AttemptOutcome.of(
            attempt.asAttempt(),
            attempt.job(),
            trainer.getName(),
            tj.getSpec().deadlines(),
            p.now(),
            p.observed().news(attempt.job()));
    return switch (outcome) {
      case AttemptOutcome.Going going -> going(p, run, trials, attempt, trainer, going);
      case AttemptOutcome.Broke why -> broke(p, run, attempt, trainer, why, trials);
      case AttemptOutcome.Done done ->
          new Ends(
              ended(p, TrialOutcome.State.SUCCEEDED, Runs.SUCCEEDED)
                  .exitCode(0)
                  .metrics(done.result().metrics())
                  .artifact(done.result().artifact())
                  .curve(curve(p, attempt))
                  .build());
    };
  }

  private static TrialJudge going(
      Planning p,
      Run run,
      Trials trials,
      TrialAttempt attempt,
      Container trainer,
      AttemptOutcome.Going going) {
    Search search = p.tj().getSpec().search();
    TrainingProgress progress = p.observed().progress().get(attempt.name());
    if (progress == null || going.stage() == null) {
      return new Goes(going.again());
    }
    Duration left =
        StallPolicy.left(p.tj().getSpec().deadlines(), going.stage(), progress, p.now());
    if (left != null && !left.isPositive()) {
      return broke(
          p,
          run,
          attempt,
          trainer,
          StallPolicy.broke(p.tj().getSpec().deadlines(), attempt.node()),
          trials);
    }
    return search == null
        ? new Goes(Durations.sooner(going.again(), left))
        : EarlyStopping.stop(search, attempt, trials, p.observed().progress())
            .<TrialJudge>map(why -> new Ends(stopped(p, attempt, "StoppedEarly", why)))
            .orElseGet(() -> new Goes(Durations.sooner(going.again(), left)));
  }

  /** That of an attempt which nobody waits for any longer. */
  static TrialOutcome stopped(Planning p, TrialAttempt attempt, String reason, String message) {
    TrainingProgress progress = p.observed().progress().get(attempt.name());
    return ended(p, TrialOutcome.State.STOPPED, reason)
        .message(message)
        .metrics(progress == null || progress.metrics().isEmpty() ? null : progress.metrics())
        .curve(curve(p, attempt))
        .build();
  }

  /** That of an attempt which is stopped with its TrainingJob. */
  static TrialOutcome suspended(Planning p, Trials trials, TrialAttempt attempt) {
    TrialOutcome before = trials.before(attempt);
    return ended(p, TrialOutcome.State.SUSPENDED, Runs.SUSPENDED)
        .message("spec.suspend was set")
        .failures(before == null ? 0 : before.failures())
        .disruptions(before == null ? 0 : before.disruptions())
        .build();
  }

  private static Ends broke(
      Planning p,
      Run run,
      TrialAttempt attempt,
      Container trainer,
      AttemptOutcome.Broke failure,
      Trials trials) {
    var retry = p.tj().getSpec().retry();
    AttemptOutcome.Broke why = MemoryEscalation.judge(retry, trainer, attempt.asAttempt(), failure);
    TrialOutcome before = trials.before(attempt);
    Run own =
        TrainingJobStatusRunBuilder.builder(run)
            .failures(before == null ? 0 : before.failures())
            .disruptions(before == null ? 0 : before.disruptions())
            .build();
    RetryPolicy.Verdict next = RetryPolicy.judge(retry, own, why);
    Instant due = p.now().plus(p.pause(next, attempt.name()));
    return new Ends(
        ended(
                p,
                next.again() ? TrialOutcome.State.RETRYING : TrialOutcome.State.FAILED,
                why.reason())
            .message(shortened(why.message()))
            .retryAt(next.again() ? due.toString() : null)
            .failures(next.failures())
            .disruptions(next.disruptions())
            .exitCode(why.exitCode())
            .build());
  }

  private static TrialOutcomeBuilder ended(Planning p, TrialOutcome.State state, String reason) {
    return TrialOutcomeBuilder.builder().state(state).reason(reason).finishedAt(p.now().toString());
  }

  private static String shortened(String message) {
    return message.length() <= 500 ? message : message.substring(0, 500) + "…";
  }

  private static java.util.@Nullable Map<Long, Double> curve(Planning p, TrialAttempt attempt) {
    var values = EarlyStopping.points(attempt, p.observed().progress());
    return values.isEmpty() ? null : values;
  }
}
