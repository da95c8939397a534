package dev.slipway.trainingjob;

import dev.slipway.api.Checkpoint;
import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusAttemptBuilder;
import dev.slipway.api.TrainingProgress;
import dev.slipway.contract.AttendResult;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.ObservedWork;
import dev.slipway.job.PodSettings;
import dev.slipway.status.Conditions.Summary;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All that a decision is made from, and the status that it is writing.
 *
 * @param last the status as it is
 * @param draft the status as it will be
 */
record Planning(
    TrainingJob tj,
    TrainingJobObserved observed,
    PodSettings settings,
    Instant now,
    TrainingJobStatus last,
    StatusDraft draft) {
  private static final Duration SOON = Duration.ofSeconds(1);

  /** Nothing is made; Jobs that nobody waits for are deleted. */
  Decision rest(@Nullable Duration again) {
    Expiry expiry = Expiry.of(tj.getSpec().ttl(), ended(), remembered(), now);
    List<HasMetadata> stop = Stream.concat(abandoned().stream(), expiry.over().stream()).toList();
    return new Decision.Rest(
        draft.build(), leftOver() ? SOON : Durations.sooner(again, expiry.next()), stop);
  }

  /** The TrainingJob with the parameters that its search has found best. */
  TrainingJob trained() {
    return TrialVariant.best(tj, draft.run);
  }

  /** The pause before what failed is tried again; see {@link Backoff}. */
  Duration pause(RetryPolicy.Verdict next, String job) {
    return Backoff.pause(
        tj.getSpec().retry(), next.nth(), tj.getMetadata().getNamespace() + "/" + job);
  }

  /** How long until the schedule wants a run; null when it wants none, or waits for something. */
  @Nullable Duration untilDue() {
    return draft.run != null
            && RunSchedule.of(tj.getSpec(), draft.run) instanceof RunSchedule.Due(Instant moment)
            && now.isBefore(moment)
        ? Duration.between(now, moment)
        : null;
  }

  /** An attempt's Job is made, unless it is there. */
  Decision start(Job job) {
    Duration again = leftOver() ? SOON : AttemptOutcome.CACHE_LAG;
    return observed.jobs().containsKey(job.getMetadata().getName())
        ? rest(again)
        : new Decision.Start(job, GangTemplate.service(tj), draft.build(), again);
  }

  /** An attempt is handed over to another operator, unless it is already. */
  Decision handOver(GenericKubernetesResource job) {
    Duration again = leftOver() ? SOON : AttemptOutcome.CACHE_LAG;
    return observed.engines().jobs().containsKey(job.getMetadata().getName())
        ? rest(again)
        : new Decision.HandOver(job, draft.build(), again);
  }

  /** The attempt under way, with what its sidecar has told of it. */
  Attempt current(Run run) {
    Attempt attempt = Runs.current(tj, run, last.attempts());
    Optional<AttendResult> words =
        Optional.ofNullable(observed.attempt(attempt.job())).flatMap(SidecarWords::of);
    Optional<Checkpoint> checkpoint =
        words
            .map(AttendResult::checkpoint)
            .or(() -> Optional.ofNullable(run.progress()).map(TrainingProgress::checkpoint));
    return TrainingJobStatusAttemptBuilder.builder(attempt)
        .checkpoint(checkpoint.orElse(attempt.checkpoint()))
        .resources(words.map(AttendResult::resources).orElse(attempt.resources()))
        .build();
  }

  /** Whether a run's next attempt was started, and the status that says so was not written. */
  boolean startedNext(Run run) {
    Run next = Runs.with(run, run.attempt() + 1, run.failures(), run.state(), null, null, null);
    return observed.attempt(TrainingJobTemplate.name(tj, next)) != null;
  }

  /** Where an attempt's pod runs; null when it does not. */
  @Nullable String node(Attempt attempt) {
    ObservedJob job = observed.attempt(attempt.job());
    return job != null && job.state() instanceof JobState.Running running ? running.node() : null;
  }

  /** Whether something of an attempt that was given up may still run. */
  boolean stopping() {
    return !abandoned().isEmpty() || observed.strays().stream().anyMatch(this::alive);
  }

  /** A pod on a node that is gone does not end: its grace period is waited for, and no longer. */
  private boolean alive(Pod pod) {
    String deleted = pod.getMetadata().getDeletionTimestamp();
    return deleted == null || now.isBefore(Instant.parse(deleted).plus(AttemptOutcome.CACHE_LAG));
  }

  /** The run cannot start before somebody changes something. */
  Decision invalid(String reason, String message) {
    Run run = draft.run;
    if (run != null) {
      draft.run = Runs.with(run, run.attempt(), run.failures() + 1, Runs.FAILED, reason, now, null);
    }
    draft.attempts =
        run == null
            ? List.of()
            : draft.attempts.stream().filter(a -> a.number() != run.attempt()).toList();
    draft.summary(Summary.STALLED, Runs.FAILED, reason, message);
    return rest(null);
  }

  /**
   * Active Jobs that belong neither to the run before nor to the one after. The status that gives a
   * Job up is written before the Job is deleted, so that a crash in between cannot start it again.
   */
  private List<HasMetadata> abandoned() {
    return works()
        .filter(ObservedWork::active)
        .filter(job -> !wanted(job, last.run()) && !wanted(job, draft.run))
        .map(ObservedWork::resource)
        .toList();
  }

  /** Jobs that have ended, and of which nothing more is to be learnt. */
  private List<ObservedWork> ended() {
    return works()
        .filter(job -> !job.active() && job.resource().getMetadata().getDeletionTimestamp() == null)
        .filter(job -> !wanted(job, last.run()) && !wanted(job, draft.run))
        .toList();
  }

  /** The names of the runs in the status. */
  private Set<String> remembered() {
    return Stream.concat(Stream.ofNullable(draft.run), draft.history.stream())
        .map(Run::name)
        .collect(Collectors.toSet());
  }

  /** Whether a Job is given up by this decision, and so deleted by the next one. */
  private boolean leftOver() {
    return works()
        .filter(ObservedWork::active)
        .anyMatch(job -> wanted(job, last.run()) && !wanted(job, draft.run));
  }

  private Stream<ObservedWork> works() {
    return Stream.concat(
        observed.jobs().values().stream(), observed.engines().jobs().values().stream());
  }

  private boolean wanted(ObservedWork work, @Nullable Run run) {
    return Runs.wants(tj, run, work.resource());
  }
}
