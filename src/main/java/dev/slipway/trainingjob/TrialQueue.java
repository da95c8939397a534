package dev.slipway.trainingjob;

import dev.slipway.api.Search;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobSpec.Retry;
import io.fabric8.kubernetes.api.model.Container;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a search should train next: first what was begun. */
final class TrialQueue {
  /** What waits for its next attempt, or for its turn, among the trials that have begun. */
  static Optional<TrialWork> begun(
      @Nullable Retry retry, Container trainer, Trials trials, Instant now) {
    return going(trials)
        .flatMap(trial -> trial.last().values().stream())
        .filter(attempt -> again(attempt) && !now.isBefore(due(attempt)))
        .min((a, b) -> due(a).compareTo(due(b)))
        .map(attempt -> next(retry, trainer, attempt))
        .or(
            () ->
                going(trials)
                    .flatMap(
                        trial ->
                            trial
                                .missing()
                                .map(fold -> first(trial.number(), fold, trial.parameters())))
                    .findFirst());
  }

  /** How long until the next attempt of one of them is due; empty when none waits. */
  static Optional<Duration> pause(Trials trials, Instant now) {
    return going(trials)
        .flatMap(trial -> trial.last().values().stream())
        .filter(TrialQueue::again)
        .map(attempt -> Duration.between(now, due(attempt)))
        .min(Duration::compareTo);
  }

  /** How many wait for their next attempt. */
  static long waiting(Trials trials) {
    return going(trials)
        .flatMap(trial -> trial.last().values().stream())
        .filter(TrialQueue::again)
        .count();
  }

  /**
   * A new trial; empty when everything was tried.
   *
   * @param number its number, from 1
   */
  static Optional<TrialWork> fresh(TrainingJobSpec spec, Trials trials, int number) {
    Search search = spec.search();
    int fold = SearchPlan.folds(spec) == 0 ? 0 : 1;
    return search == null
        ? Optional.of(first(number, fold, Map.of()))
        : SearchSpace.sampler(search)
            .next(trials.samples(), number - 1)
            .map(parameters -> first(number, fold, parameters));
  }

  private static Stream<SearchTrial> going(Trials trials) {
    return trials.all().stream().filter(trial -> trial.state() == SearchTrial.State.RUNNING);
  }

  private static boolean again(TrialAttempt attempt) {
    return attempt.outcome() != null && attempt.outcome().state().again();
  }

  private static Instant due(TrialAttempt attempt) {
    String time = Objects.requireNonNull(attempt.outcome()).retryAt();
    return time == null ? Instant.EPOCH : Instant.parse(time);
  }

  private static TrialWork first(int trial, int fold, Map<String, String> parameters) {
    return new TrialWork(trial, fold, 1, new TrialTask(parameters, null));
  }

  private static TrialWork next(@Nullable Retry retry, Container trainer, TrialAttempt attempt) {
    TrialOutcome outcome = Objects.requireNonNull(attempt.outcome());
    return new TrialWork(
        attempt.trial(),
        attempt.fold(),
        attempt.number() + 1,
        new TrialTask(
            attempt.task().parameters(),
            MemoryEscalation.after(
                retry, trainer, attempt.asAttempt(outcome.reason(), outcome.exitCode()))));
  }

  private TrialQueue() {}
}
