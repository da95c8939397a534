package dev.slipway.dataset;

import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.DatasetStatus.Hint;
import dev.slipway.api.DatasetStatus.Preparation;
import dev.slipway.api.Snapshot;
import dev.slipway.contract.Failure;
import dev.slipway.contract.PrepareResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.RunnerTemplate;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.batch.v1.JobCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an attempt's Job says about the attempt. */
sealed interface PreparationOutcome {
  /**
   * It goes on.
   *
   * @param trouble the reason why it does not get on, such as ImagePull; null when it does
   * @param message about the trouble
   * @param again when it is given up; null when nothing is awaited
   */
  record Going(@Nullable String trouble, String message, @Nullable Duration again)
      implements PreparationOutcome {}

  /** It made a snapshot. */
  record Done(
      Snapshot snapshot,
      List<FailedExpectation> failedExpectations,
      long quarantined,
      List<Hint> hints,
      @Nullable String sourceRevision)
      implements PreparationOutcome {}

  /**
   * It failed.
   *
   * @param at when it did
   * @param failedExpectations the expectations that were not met, if that is why
   */
  record Broke(
      String reason,
      String message,
      boolean retryable,
      Instant at,
      List<FailedExpectation> failedExpectations)
      implements PreparationOutcome {
    Broke(String reason, String message, boolean retryable, Instant at) {
      this(reason, message, retryable, at, List.of());
    }
  }

  /** How long a Job that was just made may be missing from the cache. */
  Duration CACHE_LAG = Duration.ofSeconds(30);

  /** How long a pod may wait for its node, its image or its volumes. */
  Duration PENDING = Duration.ofHours(1);

  /** Reasons of a pending pod that somebody should know of at once. */
  Set<String> TROUBLES = Set.of("ImagePull", "InvalidPod", "Unschedulable");

  /** Reasons of a failed pod that another attempt with the same spec cannot change. */
  Set<String> FINAL = Set.of("OOMKilled", "Deadline", "InvalidPod");

  /** Tells what became of an attempt. */
  static PreparationOutcome of(Preparation preparation, @Nullable ObservedJob job, Instant now) {
    Instant started = Instant.parse(preparation.startedAt());
    if (job == null) {
      return now.isBefore(started.plus(CACHE_LAG))
          ? new Going(null, "", CACHE_LAG)
          : new Broke("PodLost", "Job " + preparation.job() + " was deleted", true, now);
    }
    return switch (job.state()) {
      case JobState.Absent none -> new Going(null, "", CACHE_LAG);
      case JobState.Running run -> new Going(null, "", null);
      case JobState.Pending wait -> pending(wait, waiting(job, started), now);
      case JobState.Failed end -> failed(end, ended(job, now));
      case JobState.Succeeded end -> succeeded(end, ended(job, now));
    };
  }

  private static PreparationOutcome succeeded(JobState.Succeeded end, Instant at) {
    PrepareResult result =
        TerminationMessage.result(end.message(), PrepareResult.class).orElse(null);
    return result == null || result.snapshot() == null
        ? new Broke("PodLost", "the preparation ended without a result", true, at)
        : new Done(
            result.snapshot(),
            result.failedExpectations(),
            result.quarantined(),
            result.hints(),
            result.sourceRevision());
  }

  private static PreparationOutcome pending(JobState.Pending wait, Instant since, Instant now) {
    Duration left = Duration.between(now, since.plus(PENDING));
    if (!left.isPositive()) {
      return new Broke(
          wait.reason(), wait.message() + "; it did not start within an hour", false, now);
    }
    return new Going(TROUBLES.contains(wait.reason()) ? wait.reason() : null, wait.message(), left);
  }

  private static Broke failed(JobState.Failed end, Instant at) {
    OptionalInt transform = TransformOutcome.step(end);
    if (transform.isPresent()) {
      return TransformOutcome.of(transform.getAsInt(), end, at);
    }
    if (RunnerTemplate.outOfScratch(end)) {
      return new Broke(
          "ScratchFull",
          "the pod's scratch volume was overfilled and the node evicted it; raise spec.resources.scratch",
          false,
          at);
    }
    Optional<Failure> failure = TerminationMessage.failure(end.termination());
    if (failure.isPresent()) {
      Failure known = failure.get();
      return new Broke(
          known.reason(),
          known.message(),
          known.retryable(),
          at,
          TerminationMessage.result(end.termination(), PrepareResult.class)
              .map(PrepareResult::failedExpectations)
              .orElse(List.of()));
    }
    String more =
        switch (end.reason()) {
          case "OOMKilled" ->
              "; give it more in spec.resources.memory, or prepare fewer columns at a time";
          case "Deadline" ->
              "; its log tells what took so long; give it more in spec.deadline if it is to";
          default -> "";
        };
    return new Broke(end.reason(), end.message() + more, !FINAL.contains(end.reason()), at);
  }

  /** Since when a container is awaited: the one before it has ended, or the Job was made. */
  private static Instant waiting(ObservedJob job, Instant otherwise) {
    String time = job.job().getMetadata().getCreationTimestamp();
    Instant created = time == null ? otherwise : Instant.parse(time);
    return job.lastEnd().filter(end -> end.isAfter(created)).orElse(created);
  }

  /** When the Job's container ended, else when the Job did, else now. */
  private static Instant ended(ObservedJob job, Instant now) {
    Stream<String> containers =
        job
            .container(DatasetTemplate.CONTAINER)
            .map(ContainerStatus::getState)
            .map(state -> state.getTerminated())
            .map(terminated -> terminated.getFinishedAt())
            .stream();
    Stream<String> conditions =
        job.job().getStatus() == null
            ? Stream.empty()
            : job.job().getStatus().getConditions().stream()
                .map(JobCondition::getLastTransitionTime);
    return Stream.concat(containers, conditions)
        .filter(time -> time != null && !time.isEmpty())
        .map(Instant::parse)
        .findFirst()
        .orElse(now);
  }
}
