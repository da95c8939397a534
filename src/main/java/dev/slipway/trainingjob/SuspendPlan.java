package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.RECONCILING;
import static dev.slipway.status.Conditions.Summary.STALLED;

import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;

/** The part of {@link TrainingJobPlan} that is about suspending a TrainingJob and resuming it. */
final class SuspendPlan {
  /** Whether nothing may start. */
  static boolean suspended(TrainingJobSpec spec) {
    return Boolean.TRUE.equals(spec.suspend());
  }

  /** While it is suspended: an attempt is stopped, and nothing starts. */
  static Decision next(Planning p) {
    p.draft().snapshotRequest = null;
    Run run = p.last().run();
    if (run == null) {
      return rest(p, "no run starts until spec.suspend is taken back");
    }
    boolean changed = RunTrigger.changed(p.tj().getSpec(), run);
    if (run.state().equals(Runs.RUNNING)) {
      if (SearchPlan.searching(run) && !changed) {
        return SearchPlan.suspend(p, run);
      }
      // an attempt that has ended by itself has ended as it did, unless nobody wants it any more
      return changed ? stop(p, run) : RunPlan.attempting(p, run);
    }
    if (Runs.active(run) && !changed) {
      return waits(p, run);
    }
    if (changed) {
      return rest(p, "the spec has changed: a run of it starts when spec.suspend is taken back");
    }
    if (p.draft().waiting()) {
      RunEnd.ended(p, run);
    }
    return p.rest(null);
  }

  /** Gives up the attempt under way; its Job is deleted once that is in the status. */
  static Decision stop(Planning p, Run run) {
    Attempt attempt = p.current(run);
    p.draft().attempt(Runs.suspended(attempt, p.node(attempt), p.now()));
    Run stopped =
        Runs.with(run, run.attempt(), run.failures(), Runs.SUSPENDED, Runs.SUSPENDED, null, null);
    p.draft().run = stopped;
    return waits(p, stopped);
  }

  /** The next attempt of a run that was suspended, once nothing of the one before runs any more. */
  static Decision resume(Planning p, Run run) {
    if (SearchPlan.searching(run)) {
      return SearchPlan.next(
          p, Runs.with(run, run.attempt(), run.failures(), Runs.RUNNING, null, null, null));
    }
    if (!p.startedNext(run) && p.stopping()) {
      p.draft()
          .summary(
              RECONCILING,
              "Waiting",
              "Resuming",
              "attempt %d is still being stopped".formatted(run.attempt()));
      return p.rest(RunPlan.NEXT);
    }
    return RunPlan.attempt(p, run, null);
  }

  /** Nothing of a run's trials is under way any more. */
  static Decision stopped(Planning p, Run run) {
    p.draft().run =
        Runs.with(run, run.attempt(), run.failures(), Runs.SUSPENDED, Runs.SUSPENDED, null, null);
    return rest(
        p, "run %s goes on with its trials when spec.suspend is taken back".formatted(run.name()));
  }

  /** Says that a run goes on when spec.suspend is taken back; nothing of it starts before. */
  static Decision waits(Planning p, Run run) {
    return rest(
        p,
        "run %s goes on after attempt %d when spec.suspend is taken back"
            .formatted(run.name(), run.attempt()));
  }

  private static Decision rest(Planning p, String message) {
    p.draft().summary(STALLED, Runs.SUSPENDED, Runs.SUSPENDED, message);
    return p.rest(null);
  }

  private SuspendPlan() {}
}
