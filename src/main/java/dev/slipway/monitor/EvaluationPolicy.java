package dev.slipway.monitor;

import dev.slipway.api.Durations;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorSpec.Performance;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.MonitorStatus.Evaluation;
import dev.slipway.api.MonitorStatus.PerformanceResult;
import dev.slipway.api.MonitorStatus.Window;
import dev.slipway.contract.EvaluateResult;
import dev.slipway.contract.Failure;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.JobState;
import dev.slipway.job.Names;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When predictions are evaluated, and what an evaluation came to: one after each window, one at a
 * time.
 */
final class EvaluationPolicy {
  /** Agents write captures and labels at least every 5 s; twice that, and they are in the store. */
  static final Duration FLUSHED = Duration.ofSeconds(10);

  /** After this a Job that no cache knows is taken for lost. */
  private static final Duration LOST = Duration.ofSeconds(60);

  private static final int WINDOWS_BACK = 10;

  /**
   * Where the evaluation stands.
   *
   * @param evaluation the one under way, or the last
   * @param performance the last result
   * @param measured what was measured, when that has just been read
   * @param failure why the last one failed, when that has just been found
   */
  record Progress(
      @Nullable Evaluation evaluation,
      @Nullable PerformanceResult performance,
      @Nullable EvaluateResult measured,
      @Nullable Failure failure) {
    /** No evaluation, or none that has news. */
    static Progress of(@Nullable Evaluation evaluation, @Nullable PerformanceResult performance) {
      return new Progress(evaluation, performance, null, null);
    }

    /** Whether one is under way. */
    boolean running() {
      return evaluation != null && evaluation.finishedAt() == null;
    }
  }

  /** Reads what became of the one under way. */
  static Progress read(
      Performance spec, MonitorStatus before, MonitorObserved observed, Instant now) {
    Evaluation evaluation = before.evaluation();
    if (evaluation == null || evaluation.finishedAt() != null) {
      return Progress.of(evaluation, before.performance());
    }
    return switch (observed.state(evaluation.job())) {
      case JobState.Succeeded(String message, var pod) -> {
        Optional<EvaluateResult> result = TerminationMessage.result(message, EvaluateResult.class);
        yield result.isPresent()
            ? new Progress(
                ended(evaluation, now),
                PerformancePolicy.result(
                    spec, result.get(), evaluation.modelVersion(), now.toString()),
                result.get(),
                null)
            : failed(before, evaluation, "NoResult", "the evaluation left no result", now);
      }
      case JobState.Failed failed -> {
        Failure failure =
            TerminationMessage.failure(failed.termination())
                .orElse(new Failure(failed.reason(), failed.message(), true));
        yield failed(before, evaluation, failure.reason(), failure.message(), now);
      }
      case JobState.Absent absent when old(evaluation, now) ->
          failed(before, evaluation, "JobLost", "the evaluation's Job is gone", now);
      case JobState.Absent absent -> Progress.of(evaluation, before.performance());
      case JobState.Pending pending -> Progress.of(evaluation, before.performance());
      case JobState.Running running -> Progress.of(evaluation, before.performance());
    };
  }

  /**
   * The next evaluation, when there is one to do.
   *
   * @param newest the newest window
   * @param version the ModelVersion that serves
   */
  static Optional<Evaluation> next(
      Monitor monitor, Progress progress, @Nullable Window newest, String version, Instant now) {
    if (newest == null || progress.running()) {
      return Optional.empty();
    }
    Evaluation last = progress.evaluation();
    boolean covered =
        last != null && !Instant.parse(last.until()).isBefore(Instant.parse(newest.end()));
    if (covered || now.isBefore(readyAt(newest))) {
      return Optional.empty();
    }
    // Another version's evaluation of the same window, made before a crash, is not this one.
    String job =
        Names.join(
            monitor.getMetadata().getName(),
            "evaluate",
            Long.toString(Instant.parse(newest.end()).getEpochSecond(), Character.MAX_RADIX),
            version);
    return Optional.of(new Evaluation(newest.end(), job, version, now.toString(), null));
  }

  /** When all that belongs to a window lies in the store. */
  static Instant readyAt(Window window) {
    return Instant.parse(window.end()).plus(FLUSHED);
  }

  /** The start of the time that is evaluated. */
  static Instant from(Monitor monitor, Evaluation evaluation) {
    Performance spec = monitor.getSpec().performance();
    Duration window = Durations.parse(monitor.getSpec().window(), Duration.ofHours(1));
    Duration back =
        Durations.parse(spec == null ? null : spec.lookback(), window.multipliedBy(WINDOWS_BACK));
    return Instant.parse(evaluation.until()).minus(back);
  }

  private static Progress failed(
      MonitorStatus before, Evaluation evaluation, String reason, String message, Instant now) {
    return new Progress(
        ended(evaluation, now), before.performance(), null, new Failure(reason, message, true));
  }

  private static Evaluation ended(Evaluation evaluation, Instant now) {
    return new Evaluation(
        evaluation.until(),
        evaluation.job(),
        evaluation.modelVersion(),
        evaluation.startedAt(),
        now.toString());
  }

  private static boolean old(Evaluation evaluation, Instant now) {
    return now.isAfter(Instant.parse(evaluation.startedAt()).plus(LOST));
  }

  private EvaluationPolicy() {}
}
