package dev.slipway.trainingjob;

import dev.slipway.api.Search;
import dev.slipway.api.TrainingProgress;
import dev.slipway.contract.AttendTask;
import dev.slipway.search.Asha;
import dev.slipway.search.Curve;
import dev.slipway.search.EarlyStop;
import dev.slipway.search.Hyperband;
import dev.slipway.search.Median;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Whether a trial goes on, told from what it and the others have reported at the same steps. */
final class EarlyStopping {
  private static final int REDUCTION = 3;
  private static final int STARTUP = 5;

  /** The rule; empty when none stops trials. */
  static Optional<EarlyStop> rule(Search search) {
    Search.EarlyStop given = search.earlyStop();
    if (given == null) {
      return Optional.empty();
    }
    long first = given.minSteps() == null ? 1 : given.minSteps();
    long whole = given.maxSteps() == null ? Long.MAX_VALUE : given.maxSteps();
    int reduction = given.reduction() == null ? REDUCTION : given.reduction();
    return Optional.of(
        switch (given.rule()) {
          case ASHA -> new Asha(first, whole, reduction);
          case Hyperband -> new Hyperband(first, whole, reduction);
          case Median ->
              new Median(first, given.startupTrials() == null ? STARTUP : given.startupTrials());
        });
  }

  /** What a trial's sidecar has to remember; null when nothing stops it. */
  static AttendTask.@Nullable Curve curve(Search search) {
    return rule(search)
        .map(rule -> new AttendTask.Curve(search.objective().metric(), rule.rungs().steps()))
        .orElse(null);
  }

  /**
   * Why an attempt should not go on; empty if it should.
   *
   * @param reported what the trials that run have reported, by their Jobs
   */
  static Optional<String> stop(
      Search search, TrialAttempt attempt, Trials trials, Map<String, TrainingProgress> reported) {
    Optional<EarlyStop> rule = rule(search);
    Curve own = curve(attempt, reported);
    if (rule.isEmpty() || own.values().isEmpty()) {
      return Optional.empty();
    }
    List<Curve> others =
        trials.all().stream()
            .filter(trial -> trial.number() != attempt.trial())
            .map(trial -> trial.last().get(attempt.fold()))
            .filter(Objects::nonNull)
            .map(other -> curve(other, reported))
            .toList();
    return rule.get().stop(own, others, SearchSpace.goal(search));
  }

  /** The objective by rungs, as far as an attempt has come. */
  static Curve curve(TrialAttempt attempt, Map<String, TrainingProgress> reported) {
    TrialOutcome outcome = attempt.outcome();
    Map<Long, Double> known =
        outcome != null
            ? outcome.curve()
            : Optional.ofNullable(reported.get(attempt.name()))
                .map(TrainingProgress::curve)
                .orElse(null);
    return new Curve(attempt.trial() - 1, new TreeMap<>(known == null ? Map.of() : known));
  }

  private EarlyStopping() {}
}
