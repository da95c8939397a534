package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.READY;
import static dev.slipway.status.Conditions.Summary.RECONCILING;
import static dev.slipway.status.Conditions.Summary.STALLED;

import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusBuilder;
import dev.slipway.apply.Refusal;
import dev.slipway.job.PodRefusal;
import dev.slipway.job.PodSettings;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Decides what a TrainingJob needs next. At most one object is made at a time, with a name made
 * from its inputs, and the status that remembers it follows: a crash between the two repeats a
 * create that the API server refuses.
 */
final class TrainingJobPlan {
  private static final TrainingJobStatus NEW = TrainingJobStatusBuilder.builder().build();

  /** The next decision. */
  static Decision next(
      TrainingJob tj, TrainingJobObserved observed, PodSettings settings, Instant moment) {
    TrainingJobStatus last = tj.getStatus() == null ? NEW : tj.getStatus();
    Planning p = planning(tj, observed, settings, moment, last);
    Run run = last.run();
    if (SuspendPlan.suspended(tj.getSpec())) {
      return SuspendPlan.next(p);
    }
    if (run == null || !Runs.active(run)) {
      return idle(p);
    }
    if (RunTrigger.changed(tj.getSpec(), run)) {
      supersede(p, run);
      return idle(p);
    }
    return switch (run.state()) {
      case Runs.RETRYING -> RunPlan.retrying(p, run);
      case Runs.SUSPENDED -> SuspendPlan.resume(p, run);
      default -> SearchPlan.searching(run) ? SearchPlan.next(p, run) : RunPlan.attempting(p, run);
    };
  }

  /** The decision after the API server has refused what another decision makes. */
  static Decision refused(
      TrainingJob tj,
      TrainingJobObserved observed,
      PodSettings settings,
      Decision decision,
      Refusal refusal,
      Instant moment) {
    if (refusal.invalid()) {
      boolean job = !(decision instanceof Decision.Publish);
      boolean handedOver = decision instanceof Decision.HandOver;
      return planning(tj, observed, settings, moment, decision.status())
          .invalid(
              handedOver ? "InvalidJob" : job ? "InvalidTemplate" : "PublishFailed",
              "the API server refuses the %s: %s"
                  .formatted(
                      handedOver ? "job" : job ? "attempt's Job" : "ModelVersion",
                      refusal.message()));
    }
    TrainingJobStatus last = tj.getStatus() == null ? NEW : tj.getStatus();
    Planning p = planning(tj, observed, settings, moment, last);
    p.draft()
        .summary(
            RECONCILING,
            "Waiting",
            PodRefusal.reason(refusal.message()),
            PodRefusal.advised(refusal.message()));
    return p.rest(Refusal.LATER);
  }

  private static Planning planning(
      TrainingJob tj,
      TrainingJobObserved observed,
      PodSettings settings,
      Instant moment,
      TrainingJobStatus last) {
    Instant now = moment.truncatedTo(ChronoUnit.SECONDS);
    return new Planning(tj, observed, settings, now, last, new StatusDraft(tj, last, now));
  }

  /** A run whose inputs nobody wants any more gives way to one with those that are wanted. */
  private static void supersede(Planning p, Run run) {
    var why = new AttemptOutcome.Broke("Superseded", "the spec changed", false, null, null);
    StatusDraft draft = p.draft();
    draft.run =
        Runs.with(run, run.attempt(), run.failures(), Runs.FAILED, why.reason(), p.now(), null);
    if (run.state().equals(Runs.RUNNING) && !SearchPlan.searching(run)) {
      draft.attempt(Runs.failed(p.current(run), why, p.now()));
    }
  }

  private static Decision idle(Planning p) {
    StatusDraft draft = p.draft();
    return switch (RunTrigger.of(p.tj(), draft.build(), p.observed(), p.now())) {
      case RunTrigger.Stay stay -> {
        if (draft.run != null && draft.waiting()) {
          RunEnd.ended(p, draft.run);
        } else if (draft.run != null && Runs.SUSPENDED.equals(draft.phase)) {
          draft.phase = draft.run.state();
        }
        yield p.rest(p.untilDue());
      }
      case RunTrigger.Begin begin -> {
        if (begin.request() != null) {
          answer(draft, begin.request());
        }
        boolean asked = Asking.pending(p.tj(), draft.runHandled);
        draft.runHandled = Asking.value(p.tj());
        yield RunPlan.begin(p, begin.cause(), begin.snapshot(), asked || begin.request() != null);
      }
      case RunTrigger.Await wait -> {
        draft.snapshotRequest = wait.ask();
        draft
            .summary(
                wait.broken() ? STALLED : RECONCILING, "Waiting", wait.reason(), wait.message())
            .dataset(false, wait.reason(), wait.message());
        yield p.rest(p.untilDue());
      }
      case RunTrigger.UpToDate(RetrainRequest request) -> {
        answer(draft, request);
        draft.summary(
            READY,
            Runs.SUCCEEDED,
            "UpToDate",
            "%s asked for a retrain; its inputs are those of %s already"
                .formatted(request.cause(), draft.run == null ? "" : draft.run.modelVersion()));
        yield p.rest(p.untilDue());
      }
      case RunTrigger.NoData(RetrainRequest request, String message) -> {
        answer(draft, request);
        draft
            .summary(
                STALLED,
                draft.run == null ? Runs.FAILED : draft.run.state(),
                "SnapshotFailed",
                "%s asked for a retrain, but there is no fresh data: %s"
                    .formatted(request.cause(), message))
            .dataset(false, "SnapshotFailed", message);
        yield p.rest(p.untilDue());
      }
    };
  }

  private static void answer(StatusDraft draft, RetrainRequest request) {
    draft.handledRequest = request.id();
    draft.handledUntil = request.time();
    draft.snapshotRequest = null;
  }

  private TrainingJobPlan() {}
}
