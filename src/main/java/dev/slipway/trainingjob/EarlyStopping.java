package dev.slipway.trainingjob;

import dev.slipway.api.Search;
import dev.slipway.api.TrainingProgress;
import dev.slipway.contract.AttendResult;
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
    EarlyStop rule = rule(search).orElse(null);
    if (rule == null) {
      return Optional.empty();
    }
    Curve own = curve(attempt, rule, reported);
    if (own.values().isEmpty()) {
      return Optional.empty();
    }
    List<Curve> others =
        trials.all().stream()
            .filter(trial -> trial.number() != attempt.trial())
            .map(trial -> trial.last().get(attempt.fold()))
            .filter(Objects::nonNull)
            .map(other -> curve(other, rule, reported))
            .toList();
    return rule.stop(own, others, SearchSpace.goal(search));
  }

  /** The objective at the steps that the rule compares. */
  private static Curve curve(
      TrialAttempt attempt, EarlyStop rule, Map<String, TrainingProgress> reported) {
    var values = new TreeMap<>(points(attempt, reported));
    values.keySet().retainAll(rule.rungs().steps());
    return new Curve(attempt.trial() - 1, values);
  }

  /** The objective by steps, as far as an attempt has come. */
  static Map<Long, Double> points(TrialAttempt attempt, Map<String, TrainingProgress> reported) {
    TrialOutcome outcome = attempt.outcome();
    if (outcome != null) {
      return outcome.curve() == null ? Map.of() : outcome.curve();
    }
    return SidecarWords.of(attempt.job())
        .map(AttendResult::curve)
        .or(() -> Optional.ofNullable(reported.get(attempt.name())).map(TrainingProgress::curve))
        .orElse(Map.of());
  }

  private EarlyStopping() {}
}
