package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.RECONCILING;

import dev.slipway.api.Condition;
import dev.slipway.api.Durations;
import dev.slipway.api.Queue;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.Suspension;
import dev.slipway.job.Workload;
import dev.slipway.status.Conditions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link TrainingJobPlan} that is about an attempt whose Job waits in a queue. An
 * attempt that is stopped by its queue goes on queueing as the same attempt: its Job keeps its
 * place, and is never started or stopped from here.
 */
final class QueuePlan {
  private static final String PREEMPTED = "Preempted";

  /** How long Kueue may take to see a Job before that is worth a word. */
  private static final Duration UNSEEN = Duration.ofSeconds(30);

  private static final String ALONE =
      "nothing has taken it up; is Kueue installed, and does it manage Jobs in this namespace?";

  /** Says that an attempt starts. */
  static void begin(Planning p, Run run) {
    Queue queue = p.tj().getSpec().queue();
    if (queue == null) {
      p.draft()
          .summary(RECONCILING, AttemptStage.PENDING, AttemptStage.PENDING, RunPlan.describe(run));
      if (Conditions.isTrue(p.last().conditions(), QueueConditions.ADMITTED)) {
        p.draft()
            .decide(
                List.of(
                    Conditions.condition(
                        QueueConditions.ADMITTED, false, "NoQueue", "the attempt has no queue")));
      }
      return;
    }
    String message = RunPlan.describe(run) + " waits for queue " + queue.name();
    p.draft()
        .summary(RECONCILING, AttemptStage.QUEUED, AttemptStage.QUEUED, message)
        .decide(
            QueueConditions.waiting(AttemptStage.QUEUED, message, AttemptStage.QUEUED, message));
  }

  /** An attempt whose Job may run: it was admitted, when it has a queue. */
  static void released(Planning p, ObservedJob job) {
    List<Condition> said = p.last().conditions();
    if (!QueueTemplate.inQueue(job.job())
        || (Conditions.isTrue(said, QueueConditions.ADMITTED)
            && !Conditions.isTrue(said, QueueConditions.QUEUED))) {
      return;
    }
    String message =
        workload(p, job)
            .flatMap(Workload::admitted)
            .map(Workload.Told::message)
            .orElse(QueueTemplate.name(job.job()) + " lets it run");
    p.draft().decide(QueueConditions.admitted(message));
  }

  /** An attempt whose Job is suspended. */
  static Decision waiting(
      Planning p, Run run, Attempt attempt, ObservedJob job, @Nullable Duration again) {
    if (!QueueTemplate.asWanted(job.job(), p.tj().getSpec())) {
      return leave(p, run);
    }
    Optional<Workload> workload = workload(p, job);
    Optional<Workload.Told> overtime = workload.flatMap(Workload::overtime);
    if (overtime.isPresent()) {
      return RunPlan.broke(
          p, run, attempt, broke("Deadline", overtime.get().message() + " (queue.maxExecTime)"));
    }
    Attempt waiting = attempt;
    if (Conditions.isTrue(p.last().conditions(), QueueConditions.ADMITTED)) {
      AttemptOutcome.Broke why =
          broke(PREEMPTED, workload.flatMap(Workload::evicted).map(e -> e.message()).orElse(""));
      RetryPolicy.Verdict next = RetryPolicy.judge(p.tj().getSpec().retry(), run, why);
      if (!next.again()) {
        return RunPlan.broke(p, run, attempt, why);
      }
      p.draft().run = Runs.preempted(run, next);
      waiting = Runs.preempted(attempt);
      p.draft().attempt(waiting);
    }
    return say(p, run, waiting, job, workload, again);
  }

  private static Decision say(
      Planning p,
      Run run,
      Attempt attempt,
      ObservedJob job,
      Optional<Workload> workload,
      @Nullable Duration again) {
    String queue = QueueTemplate.name(job.job());
    Duration unseen = unseen(p, job, workload);
    String message =
        workload
            .flatMap(Workload::waits)
            .map(Workload.Told::message)
            .filter(text -> !text.isBlank())
            .orElse(unseen != null && !unseen.isPositive() ? ALONE : "");
    String whole =
        "%s waits for %s%s"
            .formatted(RunPlan.describe(run), queue, message.isEmpty() ? "" : ": " + message);
    Optional<Workload.Told> evicted = workload.flatMap(Workload::evicted);
    boolean preempted = attempt.preemptions() != null;
    String stopped = evicted.map(Workload.Told::reason).orElse(PREEMPTED);
    p.draft()
        .summary(
            RECONCILING, AttemptStage.QUEUED, preempted ? PREEMPTED : AttemptStage.QUEUED, whole)
        .decide(
            QueueConditions.waiting(
                workload
                    .flatMap(Workload::waits)
                    .map(Workload.Told::reason)
                    .filter(reason -> !reason.isEmpty())
                    .orElse(AttemptStage.QUEUED),
                whole,
                preempted ? stopped : AttemptStage.QUEUED,
                preempted
                    ? evicted.map(Workload.Told::message).orElse(queue + " has stopped it")
                    : whole));
    return p.rest(unseen != null && unseen.isPositive() ? Durations.sooner(again, unseen) : again);
  }

  /** How long Kueue still has to take a Job up; null when it has, or nobody could tell. */
  private static @Nullable Duration unseen(
      Planning p, ObservedJob job, Optional<Workload> workload) {
    Instant since = Suspension.heldSince(job.job());
    return workload.isPresent() || !p.observed().seesQueues()
        ? null
        : Duration.between(p.now(), since.plus(UNSEEN));
  }

  /** The queue was changed while the attempt waits: the next attempt waits where it should. */
  private static Decision leave(Planning p, Run run) {
    p.draft().attempt(Runs.requeued(p.current(run), p.now()));
    p.draft().run =
        Runs.with(run, run.attempt(), run.failures(), Runs.SUSPENDED, "Requeued", null, null);
    p.draft()
        .summary(
            RECONCILING,
            "Waiting",
            "Requeued",
            "spec.queue has changed while attempt %d waited: the next one waits there"
                .formatted(run.attempt()));
    return p.rest(RunPlan.NEXT);
  }

  /** Until when an attempt may wait; null for ever. */
  static @Nullable Duration left(@Nullable Deadlines deadlines, ObservedJob job, Instant now) {
    return deadlines == null || deadlines.queued() == null
        ? null
        : Duration.between(
            now,
            Suspension.heldSince(job.job())
                .plus(Durations.parse(deadlines.queued(), Duration.ZERO)));
  }

  private static Optional<Workload> workload(Planning p, ObservedJob job) {
    return Optional.ofNullable(p.observed().news(job).workload());
  }

  private static AttemptOutcome.Broke broke(String reason, String message) {
    return new AttemptOutcome.Broke(
        reason,
        "its queue has stopped it" + (message.isBlank() ? "" : ": " + message),
        false,
        null,
        null);
  }

  private QueuePlan() {}
}
