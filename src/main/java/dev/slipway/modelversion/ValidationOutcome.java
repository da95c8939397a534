package dev.slipway.modelversion;

import dev.slipway.api.ModelVersionStatus.ValidationRun;
import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.contract.ValidateResult;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a validation's Job says about the validation. */
sealed interface ValidationOutcome {
  /**
   * It goes on.
   *
   * @param trouble the reason why it does not get on, such as ImagePull; null when it does
   * @param again when it would be given up; null for its Job's own deadline
   */
  record Going(@Nullable String trouble, String message, @Nullable Duration again)
      implements ValidationOutcome {}

  /** It measured the model. */
  record Done(ValidateResult result) implements ValidationOutcome {}

  /** It failed. */
  record Broke(String reason, String message, boolean retryable) implements ValidationOutcome {}

  /** How long a Job that was just made may be missing from the cache. */
  Duration CACHE_LAG = Duration.ofSeconds(30);

  /** How long a pod may wait for a node, or for its images. */
  Duration PENDING = Duration.ofMinutes(15);

  /** Reasons of a pending pod that somebody should know of at once. */
  Set<String> TROUBLES = Set.of("ImagePull", "InvalidPod", "Unschedulable");

  /** A runtime that has ended in error this often will do so again. */
  int CRASHES = 2;

  /** Tells what became of a validation. */
  static ValidationOutcome of(ValidationRun run, @Nullable ObservedJob job, Instant now) {
    Instant started = Instant.parse(run.startedAt());
    if (job == null) {
      return now.isBefore(started.plus(CACHE_LAG))
          ? new Going(null, "", CACHE_LAG)
          : new Broke("PodLost", "its Job " + run.job() + " was deleted", true);
    }
    return switch (job.state()) {
      case JobState.Succeeded end ->
          TerminationMessage.result(end.message(), ValidateResult.class)
              .<ValidationOutcome>map(Done::new)
              .orElseGet(() -> new Broke("PodLost", "validate ended without a result", true));
      case JobState.Failed end -> failed(end, job);
      case JobState.Pending wait ->
          pending(wait, Duration.between(now, started.plus(PENDING)), job);
      case JobState.Running running -> crashed(job).orElseGet(() -> new Going(null, "", null));
      case JobState.Absent none -> new Going(null, "", CACHE_LAG);
    };
  }

  private static ValidationOutcome pending(JobState.Pending wait, Duration left, ObservedJob job) {
    Optional<ValidationOutcome> crashed = crashed(job);
    if (crashed.isPresent()) {
      return crashed.get();
    }
    boolean trouble = TROUBLES.contains(wait.reason());
    return left.isPositive()
        ? new Going(trouble ? wait.reason() : null, wait.message(), left)
        : new Broke(trouble ? wait.reason() : "Deadline", wait.message(), !trouble);
  }

  private static ValidationOutcome failed(JobState.Failed end, ObservedJob job) {
    Optional<Failure> failure = TerminationMessage.failure(end.termination());
    if (failure.isEmpty()) {
      return new Broke(end.reason(), end.message(), !end.reason().equals("InvalidPod"));
    }
    Failure why = failure.get();
    if (why.reason().equals("ModelNotServable")) {
      return new Broke(
          why.reason(), why.message() + words(job, ValidationTemplate.RUNTIME), why.retryable());
    }
    boolean fetch = ValidationTemplate.FETCH.equals(end.container());
    return fetch && !why.reason().equals("DigestMismatch")
        ? new Broke("FetchFailed", why.reason() + ": " + why.message(), why.retryable())
        : new Broke(why.reason(), why.message(), why.retryable());
  }

  /** A runtime that keeps on crashing, long before validate runs out of patience. */
  private static Optional<ValidationOutcome> crashed(ObservedJob job) {
    if (crashes(job, ValidationTemplate.RUNTIME)) {
      return Optional.of(
          new Broke(
              "ModelNotServable",
              "the runtime cannot load the model" + words(job, ValidationTemplate.RUNTIME),
              false));
    }
    return crashes(job, ValidationTemplate.CHAMPION)
        ? Optional.of(
            new Broke(
                "ChampionNotReady",
                "the runtime cannot load the champion" + words(job, ValidationTemplate.CHAMPION),
                true))
        : Optional.empty();
  }

  private static boolean crashes(ObservedJob job, String container) {
    return job.container(container)
        .filter(status -> status.getRestartCount() != null && status.getRestartCount() >= CRASHES)
        .isPresent();
  }

  /** The exit code and the last words of a container. */
  private static String words(ObservedJob job, String container) {
    return job.container(container)
        .flatMap(ValidationOutcome::end)
        .map(ValidationOutcome::words)
        .orElse("");
  }

  private static String words(ContainerStateTerminated end) {
    String message = end.getMessage() == null ? "" : end.getMessage().strip();
    String last =
        message.length() > 500 ? "…" + message.substring(message.length() - 500) : message;
    return "; it ended with exit code %d%s%s"
        .formatted(
            end.getExitCode(),
            "OOMKilled".equals(end.getReason()) ? " (more memory than its limit)" : "",
            last.isEmpty() ? "" : ": " + last);
  }

  private static Optional<ContainerStateTerminated> end(ContainerStatus status) {
    return Stream.of(status.getLastState(), status.getState())
        .filter(Objects::nonNull)
        .map(state -> state.getTerminated())
        .filter(Objects::nonNull)
        .filter(end -> end.getExitCode() != null && end.getExitCode() != 0)
        .findFirst();
  }
}
