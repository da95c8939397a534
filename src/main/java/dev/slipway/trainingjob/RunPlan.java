package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.RECONCILING;
import static dev.slipway.status.Conditions.Summary.STALLED;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.job.LastWords;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of {@link TrainingJobPlan} that is about one run and its attempts. */
final class RunPlan {
  /** A run has ended: what came up meanwhile is looked at next. */
  static final Duration NEXT = Duration.ofSeconds(1);

  /**
   * A run starts.
   *
   * @param anew whether it trains even when a model of the same inputs is there; else that is
   *     reused, and the run ends at once
   */
  static Decision begin(Planning p, String cause, @Nullable Snapshot snapshot, boolean anew) {
    Optional<String> refusal =
        UserTemplate.of(p.trained().getSpec().template()) instanceof UserTemplate.Usable template
            ? MemoryEscalation.refusal(p.tj().getSpec().retry(), template.trainer())
            : Optional.empty();
    if (refusal.isPresent()) {
      p.draft().summary(STALLED, Runs.FAILED, "InvalidRetry", refusal.get());
      return p.rest(null);
    }
    Optional<String> unsearchable = SearchPlan.refusal(p.tj().getSpec());
    if (unsearchable.isPresent()) {
      p.draft().summary(STALLED, Runs.FAILED, "InvalidSearch", unsearchable.get());
      return p.rest(null);
    }
    Optional<Decision> hindrance = HandOverPlan.hindrance(p);
    if (hindrance.isPresent()) {
      return hindrance.get();
    }
    p.draft().snapshotRequest = null;
    if (snapshot != null) {
      p.draft()
          .dataset(
              true,
              "SnapshotReady",
              "Dataset %s has a snapshot".formatted(p.tj().getSpec().dataset()));
    }
    Run run = Runs.first(p.tj(), cause, snapshot, p.draft(), p.now());
    Optional<ModelVersion> equal =
        anew
            ? Optional.empty()
            : Versions.madeFrom(run.digest(), p.tj().getSpec().model(), p.observed().versions());
    if (equal.isPresent()) {
      Run reused = Runs.withoutAttempt(run);
      p.draft().begin(reused, List.of());
      RunEnd.made(p, reused, "Reused", equal.get());
      return p.rest(NEXT);
    }
    if (SearchPlan.wanted(p.tj().getSpec())) {
      Run searching = SearchSummary.begun(Runs.withoutAttempt(run));
      p.draft().begin(searching, List.of());
      return SearchPlan.next(p, searching);
    }
    p.draft().begin(run, List.of(Runs.running(p.tj(), run, p.now())));
    return start(p, run);
  }

  /** A run that waits for its next attempt. */
  static Decision retrying(Planning p, Run run) {
    Instant due = run.retryAt() == null ? p.now() : Instant.parse(run.retryAt());
    if (p.now().isBefore(due)) {
      return p.rest(Duration.between(p.now(), due));
    }
    return attempt(p, run, run.reason());
  }

  /** Starts a run's next attempt. */
  static Decision attempt(Planning p, Run run, @Nullable String reason) {
    Run next = Runs.with(run, run.attempt() + 1, run.failures(), Runs.RUNNING, reason, null, null);
    p.draft().run = next;
    Attempt last = Runs.current(p.tj(), run, p.last().attempts());
    String memory =
        UserTemplate.of(p.trained().getSpec().template()) instanceof UserTemplate.Usable template
            ? MemoryEscalation.after(p.tj().getSpec().retry(), template.trainer(), last)
            : null;
    p.draft().attempt(Runs.with(Runs.running(p.tj(), next, p.now()), memory));
    return start(p, next);
  }

  /** A run with an attempt under way. */
  static Decision attempting(Planning p, Run run) {
    if (HandOverPlan.applies(p.tj())) {
      return HandOverPlan.attempting(p, run);
    }
    if (!(UserTemplate.of(p.trained().getSpec().template())
        instanceof UserTemplate.Usable template)) {
      return start(p, run);
    }
    Attempt attempt = p.current(run);
    ObservedJob job = p.observed().jobs().get(attempt.job());
    Container trainer = template.trainer();
    if (job != null && !job.held()) {
      QueuePlan.released(p, job);
    }
    return switch (AttemptOutcome.of(
        attempt,
        job,
        trainer.getName(),
        p.tj().getSpec().deadlines(),
        p.now(),
        p.observed().news(job))) {
      case AttemptOutcome.Going going when SuspendPlan.suspended(p.tj().getSpec()) ->
          SuspendPlan.stop(p, run);
      case AttemptOutcome.Going going when job != null && job.held() ->
          QueuePlan.waiting(p, run, attempt, job, going.again());
      case AttemptOutcome.Going going -> StagePlan.going(p, run, attempt, going);
      case AttemptOutcome.Broke why ->
          broke(
              p,
              run,
              attempt,
              MemoryEscalation.judge(p.tj().getSpec().retry(), trainer, attempt, why));
      case AttemptOutcome.Done done -> done(p, run, attempt, trainer, done);
    };
  }

  private static Decision start(Planning p, Run run) {
    if (HandOverPlan.applies(p.tj())) {
      return HandOverPlan.start(p, run);
    }
    return switch (UserTemplate.of(p.trained().getSpec().template())) {
      case UserTemplate.Invalid(String message) -> p.invalid("InvalidTemplate", message);
      case UserTemplate.Usable template -> {
        QueuePlan.begin(p, run);
        String memory = Runs.current(p.tj(), run, p.draft().attempts).memory();
        yield p.start(
            TrainingJobTemplate.job(
                p.trained(), run, template.withMemory(memory), p.settings(), null));
      }
    };
  }

  /** A run in words. */
  static String describe(Run run) {
    return "run %s (%s), attempt %d".formatted(run.name(), run.trigger(), run.attempt());
  }

  /** An attempt has failed: another one follows, or the run has failed. */
  static Decision broke(Planning p, Run run, Attempt attempt, AttemptOutcome.Broke why) {
    var retry = p.tj().getSpec().retry();
    RetryPolicy.Verdict next = RetryPolicy.judge(retry, run, why);
    StatusDraft draft = p.draft().attempt(Runs.failed(attempt, why, p.now()));
    if (next.again()) {
      Duration pause = p.pause(next, attempt.job());
      draft.run = Runs.broke(run, next, why.reason(), null, p.now().plus(pause));
      draft.summary(
          RECONCILING,
          Runs.RETRYING,
          "Retrying",
          "attempt %d (%s): %s: %s"
              .formatted(run.attempt(), next.why(), why.reason(), why.message()));
      return p.rest(pause);
    }
    Run failed = Runs.broke(run, next, why.reason(), p.now(), null);
    draft.run = failed;
    RunEnd.failed(p, failed, ", " + next.why());
    return p.rest(NEXT);
  }

  /** An attempt has made its model. */
  static Decision done(
      Planning p, Run run, Attempt attempt, Container trainer, AttemptOutcome.Done done) {
    String node = done.pod().getSpec() == null ? null : done.pod().getSpec().getNodeName();
    if (done.result().artifact() == null) {
      return broke(
          p,
          run,
          attempt,
          new AttemptOutcome.Broke(
              "PublishFailed", "publish ended without a result", true, null, node));
    }
    String words = LastWords.of(done.pod(), trainer.getName());
    p.draft().attempt(Runs.succeeded(attempt, node, words, p.now()));
    return RunEnd.publish(
        p, run, SearchSummary.withFolds(p.tj().getSpec(), run, done.result()), trainer, done.pod());
  }

  private RunPlan() {}
}
