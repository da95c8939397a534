package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.TrainingJobSpec.Deadlines;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PublishResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.JobState;
import dev.slipway.job.LastWords;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodRefusal;
import dev.slipway.job.Suspension;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What an attempt's Job says about the attempt. */
sealed interface AttemptOutcome {
  /**
   * It goes on.
   *
   * @param stage how far its pod is; null when nothing is known of it
   * @param trouble the reason why it does not get on, such as ImagePull; null when it does
   * @param message about the trouble
   * @param again when to look again though nothing happens, such as at its pending deadline
   */
  record Going(
      @Nullable AttemptStage stage,
      @Nullable String trouble,
      String message,
      @Nullable Duration again)
      implements AttemptOutcome {
    /** The same, looked at again after a time at the latest. */
    Going by(@Nullable Duration latest) {
      return new Going(stage, trouble, message, Durations.sooner(again, latest));
    }
  }

  /** It ended well. Only that of a trial may leave no model. */
  record Done(PublishResult result, Pod pod) implements AttemptOutcome {}

  /** It failed. */
  record Broke(
      String reason,
      String message,
      boolean retryable,
      @Nullable Integer exitCode,
      @Nullable String node)
      implements AttemptOutcome {}

  /** How long a Job that was just made may be missing from the cache. */
  Duration CACHE_LAG = Duration.ofSeconds(30);

  /** Reasons that another attempt with the same template cannot change. */
  Set<String> FINAL = Set.of("OOMKilled", "ImagePull", "InvalidPod", "Unschedulable", "Deadline");

  /** Reasons of a pending pod that somebody should know of at once. */
  Set<String> TROUBLES =
      Set.of(
          "ImagePull",
          "InvalidPod",
          "Unschedulable",
          PodRefusal.QUOTA_EXCEEDED,
          PodRefusal.FORBIDDEN);

  /** Tells what became of an attempt. */
  static AttemptOutcome of(
      Attempt attempt,
      @Nullable ObservedJob job,
      String trainer,
      @Nullable Deadlines deadlines,
      Instant now,
      JobNews news) {
    Instant started = Instant.parse(attempt.startedAt());
    if (job == null) {
      return now.isBefore(started.plus(CACHE_LAG))
          ? new Going(null, null, "", CACHE_LAG)
          : new Broke("PodLost", "its Job " + attempt.job() + " was deleted", true, null, null);
    }
    Instant released = Suspension.releasedAt(job.job(), started, now);
    JobState state = refused(job, job.state(now), news, released);
    AttemptStage stage = AttemptStage.of(job, state, trainer);
    AttemptOutcome outcome =
        switch (state) {
          case JobState.Succeeded end -> succeeded(end);
          case JobState.Failed end -> failed(end, job, trainer);
          case JobState.Pending wait when job.held() -> held(stage, job, deadlines, now);
          // what it lacks later, such as pods of an elastic training, has no deadline
          case JobState.Pending wait when stage.trains() ->
              new Going(stage, trouble(wait.reason()), wait.message(), null);
          case JobState.Pending wait ->
              pending(stage, wait.reason(), wait.message(), released, job, deadlines, now);
          case JobState.Running run ->
              stage.trains()
                  ? new Going(stage, null, "", null)
                  : pending(
                      stage,
                      "Initializing",
                      "its data is being fetched",
                      released,
                      job,
                      deadlines,
                      now);
          case JobState.Absent none -> new Going(null, null, "", CACHE_LAG);
        };
    return outcome instanceof Going going ? going.by(job.doubt(now).orElse(null)) : outcome;
  }

  /** The same state, or why the pods are not there that it waits for. */
  private static JobState refused(ObservedJob job, JobState state, JobNews news, Instant released) {
    PodRefusal refusal = news.refusal();
    return state instanceof JobState.Pending wait
            && wait.reason().equals(AttemptStage.PENDING)
            && refusal != null
            && job.lacksPods()
            && !refusal.last().isBefore(released)
        ? new JobState.Pending(refusal.reason(), refusal.message())
        : state;
  }

  /** It waits in its queue, for as long as that may take. */
  private static AttemptOutcome held(
      AttemptStage stage, ObservedJob job, @Nullable Deadlines deadlines, Instant now) {
    Duration left = QueuePlan.left(deadlines, job, now);
    return deadlines == null || left == null || left.isPositive()
        ? new Going(stage, null, "", left)
        : new Broke(
            "Deadline",
            "its queue did not let it run within %s (deadlines.queued)"
                .formatted(deadlines.queued()),
            false,
            null,
            null);
  }

  /** It does not train yet; too late is a failure. */
  static AttemptOutcome pending(
      AttemptStage stage,
      String reason,
      String message,
      Instant started,
      ObservedJob job,
      @Nullable Deadlines deadlines,
      Instant now) {
    String trouble = trouble(reason);
    StartDeadline deadline =
        StartDeadline.of(deadlines, reason, started, job.started().orElse(null));
    Duration left = Duration.between(now, deadline.end());
    if (left.isPositive()) {
      return new Going(stage, trouble, message, left);
    }
    return new Broke(
        trouble == null ? "Deadline" : trouble,
        message + "; " + deadline.missed(),
        false,
        null,
        null);
  }

  private static @Nullable String trouble(String reason) {
    return TROUBLES.contains(reason) ? reason : null;
  }

  private static AttemptOutcome succeeded(JobState.Succeeded end) {
    Optional<PublishResult> result = TerminationMessage.result(end.message(), PublishResult.class);
    return result.isPresent()
        ? new Done(result.get(), end.pod())
        : new Broke("PublishFailed", "publish ended without a result", true, null, node(end.pod()));
  }

  /** What a Job that has failed makes of the attempt. */
  static AttemptOutcome.Broke failed(JobState.Failed end, ObservedJob job, String trainer) {
    Optional<Failure> failure = TerminationMessage.failure(end.termination());
    String container = end.container();
    if (TrainingJobTemplate.FETCH.equals(container)
        || TrainingJobTemplate.PUBLISH.equals(container)) {
      boolean fetch = TrainingJobTemplate.FETCH.equals(container);
      String otherwise = fetch ? "FetchFailed" : "PublishFailed";
      return failure
          .map(
              f ->
                  Set.of("NoModel", "NoObjective").contains(f.reason())
                      ? new Broke(f.reason(), f.message(), false, null, end.node())
                      : new Broke(
                          otherwise,
                          f.reason() + ": " + f.message(),
                          f.retryable(),
                          null,
                          end.node()))
          .orElseGet(() -> new Broke(otherwise, end.message(), true, null, end.node()));
    }
    if (job.outOfStorage()) {
      return new Broke(
          "StorageExceeded",
          end.message().strip()
              + " Raise the sizeLimit of the volume or the limits for ephemeral-storage in"
              + " spec.template.",
          false,
          null,
          end.node());
    }
    String message = end.message() + LastWords.of(end.termination());
    return new Broke(
        end.reason(),
        message,
        !FINAL.contains(end.reason()),
        trainer.equals(container) ? end.exitCode() : null,
        end.node());
  }

  private static @Nullable String node(Pod pod) {
    return pod.getSpec() == null ? null : pod.getSpec().getNodeName();
  }
}
