package dev.slipway.trainingjob;

import dev.slipway.api.Search;
import dev.slipway.api.SearchProgress.Result;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.search.Trial;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The trials of a run, in the order of their numbers.
 *
 * @param all what their Jobs tell
 * @param attempts every attempt of theirs
 * @param search what is searched; null for a cross-validation alone
 * @param passing the numbers of those that end the search by passing the gates
 */
record Trials(
    List<SearchTrial> all,
    List<TrialAttempt> attempts,
    @Nullable Search search,
    Set<Integer> passing) {
  /** Those whose Jobs are in the cache. */
  static Trials of(TrainingJob tj, Run run, TrainingJobObserved observed) {
    String id = Runs.id(tj, run);
    return of(
        observed.jobs().values().stream()
            .filter(job -> job.job().getMetadata().getLabels().containsKey(Slipway.TRIAL))
            .filter(job -> id.equals(job.job().getMetadata().getAnnotations().get(Slipway.MADE_BY)))
            .map(TrialAttempt::of)
            .sorted(
                Comparator.comparing(TrialAttempt::trial)
                    .thenComparing(TrialAttempt::fold)
                    .thenComparing(TrialAttempt::number))
            .toList(),
        tj.getSpec());
  }

  private static Trials of(List<TrialAttempt> attempts, TrainingJobSpec spec) {
    Search search = spec.search();
    String metric = search == null ? null : search.objective().metric();
    List<SearchTrial> trials =
        List.copyOf(SearchTrial.of(attempts, SearchPlan.folds(spec), metric).values());
    return new Trials(
        trials,
        attempts,
        search,
        trials.stream()
            .filter(trial -> SearchEnd.passes(spec, trial))
            .map(SearchTrial::number)
            .collect(Collectors.toUnmodifiableSet()));
  }

  /** The same, with what became of an attempt. */
  Trials with(TrialAttempt attempt, TrialOutcome outcome, TrainingJobSpec spec) {
    var changed = new ArrayList<TrialAttempt>();
    attempts.forEach(a -> changed.add(a == attempt ? a.with(outcome) : a));
    return of(changed, spec);
  }

  /** The attempts of which it is not written down what became of them. */
  Stream<TrialAttempt> open() {
    return attempts.stream().filter(attempt -> attempt.outcome() == null);
  }

  /** What became of the attempt before one; null for the first. */
  @Nullable TrialOutcome before(TrialAttempt attempt) {
    return attempts.stream()
        .filter(a -> a.trial() == attempt.trial() && a.fold() == attempt.fold())
        .filter(a -> a.number() < attempt.number())
        .max(Comparator.comparing(TrialAttempt::number))
        .map(TrialAttempt::outcome)
        .orElse(null);
  }

  /** How many of them are in a state. */
  int count(SearchTrial.State state) {
    return (int) all.stream().filter(trial -> trial.state() == state).count();
  }

  /** The highest number. */
  int highest() {
    return all.isEmpty() ? 0 : all.getLast().number();
  }

  /** A trial by its number. */
  Optional<SearchTrial> trial(int number) {
    return all.stream().filter(trial -> trial.number() == number).findFirst();
  }

  /** As a sampler sees them. */
  List<Trial> samples() {
    return all.stream().map(SearchTrial::asSample).toList();
  }

  /**
   * The best, of those that pass the gates when the search ends with them: of equal ones the one
   * that left a model, and the earlier one.
   */
  Optional<SearchTrial> best() {
    Comparator<SearchTrial> better =
        Comparator.comparing((SearchTrial trial) -> trial.objective().orElse(Double.NaN));
    if (search != null && search.objective().goal() == Search.Goal.Maximize) {
      better = better.reversed();
    }
    return all.stream()
        .filter(trial -> trial.state() == SearchTrial.State.SUCCEEDED)
        .filter(trial -> search == null || trial.objective().isPresent())
        .min(
            Comparator.comparing((SearchTrial trial) -> !passing.contains(trial.number()))
                .thenComparing(better)
                .thenComparing(trial -> trial.artifact() == null)
                .thenComparing(SearchTrial::number));
  }

  /** The trial that ended last, as the status tells it. */
  Optional<Result> last() {
    return all.stream()
        .filter(trial -> trial.state() != SearchTrial.State.RUNNING)
        .max(Comparator.comparing(SearchTrial::finishedAt).thenComparing(SearchTrial::number))
        .map(SearchTrial::result);
  }
}
