package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.RECONCILING;

import dev.slipway.api.Condition;
import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingProgress;
import dev.slipway.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The part of {@link TrainingJobPlan} that tells how far an attempt under way is. */
final class StagePlan {
  /** A stage that is shorter is not worth a write; times of Kubernetes are whole seconds. */
  private static final Duration MOMENT = Duration.ofSeconds(2);

  private static final Pattern DIGITS = Pattern.compile("\\d+");

  /** Says what an attempt that goes on waits for, or how far it is. */
  static Decision going(Planning p, Run run, Attempt attempt, AttemptOutcome.Going going) {
    if (going.trouble() != null) {
      trouble(p, going.trouble(), going.message());
    } else if (going.stage() != null) {
      return next(p, run, attempt, going.stage(), going.again());
    }
    return p.rest(going.again());
  }

  /** Says how far it is, when it has been there for a moment, and what its code reports. */
  private static Decision next(
      Planning p, Run run, Attempt attempt, AttemptStage stage, @Nullable Duration latest) {
    TrainingProgress progress = p.observed().progress().get(attempt.job());
    Deadlines deadlines = p.tj().getSpec().deadlines();
    Duration again = latest;
    if (stage.phase().equals(AttemptStage.RUNNING) && progress != null) {
      Duration left = StallPolicy.left(deadlines, stage, progress, p.now());
      if (left != null && !left.isPositive()) {
        return RunPlan.broke(p, run, attempt, StallPolicy.broke(deadlines, p.node(attempt)));
      }
      again = Durations.sooner(latest, left);
    }
    boolean pending = stage.phase().equals(AttemptStage.PENDING);
    if (pending && AttemptStage.QUEUED.equals(p.last().phase())) {
      p.draft().summary(RECONCILING, stage.phase(), stage.reason(), RunPlan.describe(run));
    }
    boolean silent = pending || said(p, stage.reason());
    Instant settled = stage.since() == null ? p.now() : stage.since().plus(MOMENT);
    if (!silent && p.now().isBefore(settled)) {
      return p.rest(Durations.sooner(again, Duration.between(p.now(), settled)));
    }
    if (stage.phase().equals(AttemptStage.RUNNING) && progress != null) {
      p.draft().run = Runs.with(run, progress);
    }
    if (!silent) {
      p.draft().summary(RECONCILING, stage.phase(), stage.reason(), RunPlan.describe(run));
    }
    return p.rest(again);
  }

  private static boolean said(Planning p, String reason) {
    return ready(p, reason).isPresent();
  }

  private static Optional<Condition> ready(Planning p, String reason) {
    return Conditions.find(p.last().conditions(), Conditions.READY)
        .filter(ready -> ready.reason().equals(reason));
  }

  /**
   * Says what an attempt waits for. The kubelet words it anew with every try, which is passed over.
   * What the scheduler says is told again when something else is in the way, but not when mere
   * numbers have changed.
   */
  private static void trouble(Planning p, String reason, String message) {
    boolean known =
        ready(p, reason)
            .filter(
                ready ->
                    !reason.equals("Unschedulable")
                        || words(ready.message()).equals(words(message)))
            .isPresent();
    if (!known) {
      p.draft().summary(RECONCILING, AttemptStage.PENDING, reason, message);
    }
  }

  private static String words(@Nullable String message) {
    return message == null ? "" : DIGITS.matcher(message).replaceAll("");
  }

  private StagePlan() {}
}
