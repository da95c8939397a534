package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusAttemptBuilder;
import dev.slipway.api.TrainingJobStatusRunBuilder;
import dev.slipway.api.TrainingProgress;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The states that a run passes through. */
final class Runs {
  static final String RUNNING = "Running";
  static final String RETRYING = "Retrying";
  static final String SUSPENDED = "Suspended";
  static final String SUCCEEDED = "Succeeded";
  static final String FAILED = "Failed";

  /** A new run at its first attempt. */
  static Run first(
      TrainingJob tj, String cause, @Nullable Snapshot snapshot, StatusDraft draft, Instant now) {
    String digest = RunInputs.digest(tj.getSpec(), snapshot);
    return TrainingJobStatusRunBuilder.builder()
        .name(RunInputs.name(digest))
        .digest(digest)
        .trigger(cause)
        .generation(tj.getMetadata().getGeneration())
        .dataset(tj.getSpec().dataset())
        .snapshot(snapshot)
        .attempt(attemptsBefore(digest, draft) + 1)
        .state(RUNNING)
        .startedAt(now.toString())
        .number(draft.run == null ? 1 : draft.run.number() + 1)
        .build();
  }

  /**
   * What tells a run from every other: those that are asked for again have the same digest, and a
   * TrainingJob that is created anew counts from 1 again.
   */
  static String id(TrainingJob tj, Run run) {
    return tj.getMetadata().getUid() + "/" + run.number();
  }

  /** Whether an object does the work of a run's attempt under way, or of one of its trials. */
  static boolean wants(TrainingJob tj, @Nullable Run run, HasMetadata work) {
    if (run == null || !active(run)) {
      return false;
    }
    if (SearchPlan.searching(run)) {
      return id(tj, run).equals(work.getMetadata().getAnnotations().get(Slipway.MADE_BY));
    }
    String name = work.getMetadata().getName();
    return run.state().equals(RUNNING)
        && (name.equals(TrainingJobTemplate.name(tj, run))
            || HandOverPlan.publishes(tj, run, name));
  }

  /** A new run that needs no attempt. */
  static Run withoutAttempt(Run run) {
    return with(run, run.attempt() - 1, run.failures(), run.state(), null, null, null);
  }

  /** Attempts are numbered on when a run is asked for again, since its Jobs are still there. */
  private static int attemptsBefore(String digest, StatusDraft draft) {
    Run last = draft.run;
    return Stream.concat(last == null ? Stream.empty() : Stream.of(last), draft.history.stream())
        .filter(run -> run.digest().equals(digest))
        .mapToInt(Run::attempt)
        .max()
        .orElse(0);
  }

  /** The same run in another state. */
  static Run with(
      Run run,
      int attempt,
      int failures,
      String state,
      @Nullable String reason,
      @Nullable Instant finished,
      @Nullable Instant retry) {
    return TrainingJobStatusRunBuilder.builder(run)
        .attempt(attempt)
        .failures(failures)
        .state(state)
        .reason(reason)
        .finishedAt(text(finished))
        .retryAt(text(retry))
        .progress(null)
        .build();
  }

  /** The same run with what its code reported. */
  static Run with(Run run, @Nullable TrainingProgress progress) {
    return TrainingJobStatusRunBuilder.builder(run).progress(progress).build();
  }

  /** The same run after another failed attempt. */
  static Run broke(
      Run run,
      RetryPolicy.Verdict next,
      String reason,
      @Nullable Instant finished,
      @Nullable Instant retry) {
    return TrainingJobStatusRunBuilder.builder(
            with(
                run,
                run.attempt(),
                next.failures(),
                next.again() ? RETRYING : FAILED,
                reason,
                finished,
                retry))
        .disruptions(next.disruptions())
        .build();
  }

  /** The same run after the queue has stopped its attempt, which goes on queueing. */
  static Run preempted(Run run, RetryPolicy.Verdict next) {
    return TrainingJobStatusRunBuilder.builder(run)
        .failures(next.failures())
        .disruptions(next.disruptions())
        .progress(null)
        .build();
  }

  /** The same run with the model that came of it. */
  static Run succeeded(
      Run run, String reason, Map<String, Double> metrics, String modelVersion, Instant now) {
    return TrainingJobStatusRunBuilder.builder(
            with(run, run.attempt(), run.failures(), SUCCEEDED, reason, now, null))
        .metrics(metrics.isEmpty() ? null : metrics)
        .modelVersion(modelVersion)
        .build();
  }

  /** Whether a run is under way. */
  static boolean active(@Nullable Run run) {
    return run != null
        && (run.state().equals(RUNNING)
            || run.state().equals(RETRYING)
            || run.state().equals(SUSPENDED));
  }

  static Attempt running(TrainingJob tj, Run run, Instant now) {
    return TrainingJobStatusAttemptBuilder.builder()
        .number(run.attempt())
        .job(TrainingJobTemplate.name(tj, run))
        .reason(RUNNING)
        .startedAt(now.toString())
        .build();
  }

  /** The same attempt with a memory limit of its own. */
  static Attempt with(Attempt attempt, @Nullable String memory) {
    return TrainingJobStatusAttemptBuilder.builder(attempt).memory(memory).build();
  }

  static Attempt succeeded(
      Attempt attempt, @Nullable String node, @Nullable String message, Instant now) {
    return ended(attempt, SUCCEEDED, message, 0, node, now);
  }

  static Attempt failed(Attempt attempt, AttemptOutcome.Broke why, Instant now) {
    return ended(attempt, why.reason(), why.message(), why.exitCode(), why.node(), now);
  }

  /** An attempt that was stopped because of spec.suspend. */
  static Attempt suspended(Attempt attempt, @Nullable String node, Instant now) {
    return ended(attempt, SUSPENDED, "spec.suspend was set", null, node, now);
  }

  /** An attempt that waited in another queue than the spec has now. */
  static Attempt requeued(Attempt attempt, Instant now) {
    return ended(attempt, "Requeued", "spec.queue was changed while it waited", null, null, now);
  }

  /** The same attempt after its queue has stopped it. */
  static Attempt preempted(Attempt attempt) {
    Integer before = attempt.preemptions();
    return TrainingJobStatusAttemptBuilder.builder(attempt)
        .preemptions(before == null ? 1 : before + 1)
        .build();
  }

  private static Attempt ended(
      Attempt attempt,
      String reason,
      @Nullable String message,
      @Nullable Integer exitCode,
      @Nullable String node,
      Instant now) {
    return TrainingJobStatusAttemptBuilder.builder(attempt)
        .reason(reason)
        .message(message)
        .exitCode(exitCode)
        .node(node)
        .finishedAt(now.toString())
        .build();
  }

  /** The attempt that a run is at. */
  static Attempt current(TrainingJob tj, Run run, List<Attempt> attempts) {
    return attempts.stream()
        .filter(a -> a.number() == run.attempt())
        .findFirst()
        .orElseGet(() -> running(tj, run, Instant.parse(run.startedAt())));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private Runs() {}
}
