package dev.slipway.trainingjob;

import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.SearchProgress.Result;
import dev.slipway.api.SearchProgressResultBuilder;
import dev.slipway.search.Trial;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.commons.statistics.descriptive.Mean;
import org.apache.commons.statistics.descriptive.StandardDeviation;
import org.jspecify.annotations.Nullable;

/**
 * A trial of a search, as its Jobs tell.
 *
 * @param number from 1
 * @param last the last attempt of each fold that has one, by the fold's number; of the only one by
 *     0
 * @param folds how many folds it is trained on; 0 when it is trained once, on the whole snapshot
 * @param metric the objective; null for a cross-validation without a search
 */
record SearchTrial(
    int number, SortedMap<Integer, TrialAttempt> last, int folds, @Nullable String metric) {

  /** What has become of it. */
  enum State {
    RUNNING,
    SUCCEEDED,
    STOPPED,
    FAILED
  }

  /** The trials that attempts belong to. */
  static SortedMap<Integer, SearchTrial> of(
      Collection<TrialAttempt> attempts, int folds, @Nullable String metric) {
    SortedMap<Integer, SearchTrial> trials = new TreeMap<>();
    for (TrialAttempt attempt : attempts) {
      trials
          .computeIfAbsent(
              attempt.trial(), trial -> new SearchTrial(trial, new TreeMap<>(), folds, metric))
          .last()
          .merge(attempt.fold(), attempt, (a, b) -> a.number() > b.number() ? a : b);
    }
    return trials;
  }

  State state() {
    List<TrialOutcome> outcomes = outcomes().toList();
    if (any(outcomes, TrialOutcome.State.FAILED)) {
      return State.FAILED;
    }
    if (any(outcomes, TrialOutcome.State.STOPPED)) {
      return State.STOPPED;
    }
    long succeeded =
        outcomes.stream().filter(o -> o.state() == TrialOutcome.State.SUCCEEDED).count();
    return succeeded == Math.max(1, folds) ? State.SUCCEEDED : State.RUNNING;
  }

  private static boolean any(List<TrialOutcome> outcomes, TrialOutcome.State state) {
    return outcomes.stream().anyMatch(outcome -> outcome.state() == state);
  }

  private Stream<TrialOutcome> outcomes() {
    return last.values().stream().map(TrialAttempt::outcome).filter(Objects::nonNull);
  }

  /** What it tries. */
  Map<String, String> parameters() {
    return last.values().stream().findFirst().map(a -> a.task().parameters()).orElse(Map.of());
  }

  /** The folds that no Job was made for yet; 0 stands for the only training of a trial. */
  Stream<Integer> missing() {
    return (folds == 0 ? Stream.of(0) : Stream.iterate(1, fold -> fold <= folds, fold -> fold + 1))
        .filter(fold -> !last.containsKey(fold));
  }

  /** The objective, of several folds their mean; empty until all have ended well. */
  Optional<Double> objective() {
    return state() == State.SUCCEEDED && metric != null
        ? Optional.of(over(metric)).filter(v -> v.length > 0).map(v -> Mean.of(v).getAsDouble())
        : Optional.empty();
  }

  /** Its only model, when that was worth being kept. */
  @Nullable Artifact artifact() {
    return outcomes().map(TrialOutcome::artifact).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /** The means of the metrics that every fold has reported. */
  Map<String, Double> metrics() {
    Map<String, Double> means = new TreeMap<>();
    names().forEach(name -> means.put(name, Mean.of(over(name)).getAsDouble()));
    return means;
  }

  private Map<String, Double> told() {
    Map<String, Double> all = new TreeMap<>(metrics());
    if (folds > 0) {
      deviations().forEach((name, value) -> all.put(name + ".std", value));
    }
    return all;
  }

  /** The standard deviations of the metrics over the folds (of a sample, n − 1). */
  Map<String, Double> deviations() {
    Map<String, Double> deviations = new TreeMap<>();
    names().forEach(name -> deviations.put(name, StandardDeviation.of(over(name)).getAsDouble()));
    return deviations;
  }

  private Stream<String> names() {
    return reported()
        .flatMap(metrics -> metrics.keySet().stream())
        .distinct()
        .filter(name -> over(name).length == last.size());
  }

  private double[] over(String name) {
    return reported()
        .map(metrics -> metrics.get(name))
        .filter(Objects::nonNull)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  private Stream<Map<String, Double>> reported() {
    return outcomes().map(outcome -> outcome.metrics() == null ? Map.of() : outcome.metrics());
  }

  /** As a sampler sees it. */
  Trial asSample() {
    return new Trial(
        number - 1,
        parameters(),
        switch (state()) {
          case RUNNING -> new Trial.Running();
          case FAILED -> new Trial.Failed();
          case SUCCEEDED ->
              objective().<Trial.Outcome>map(Trial.Finished::new).orElseGet(Trial.Failed::new);
          case STOPPED -> stopped();
        });
  }

  /** The last value of the fold that was stopped. */
  private Trial.Outcome stopped() {
    return outcomes()
        .filter(outcome -> outcome.state() == TrialOutcome.State.STOPPED)
        .filter(outcome -> outcome.curve() != null)
        .map(outcome -> new TreeMap<>(outcome.curve()))
        .filter(curve -> !curve.isEmpty())
        .<Trial.Outcome>map(c -> new Trial.Stopped(c.lastKey(), c.lastEntry().getValue()))
        .findFirst()
        .orElseGet(Trial.Failed::new);
  }

  /** As the status tells it. */
  Result result() {
    TrialOutcome told =
        outcomes()
            .max(
                Comparator.comparing((TrialOutcome o) -> o.state() == TrialOutcome.State.FAILED)
                    .thenComparing(TrialOutcome::finishedAt))
            .orElseThrow();
    State state = state();
    boolean succeeded = state == State.SUCCEEDED;
    Map<String, String> parameters = parameters();
    return SearchProgressResultBuilder.builder()
        .trial(number)
        .state(succeeded ? "Succeeded" : state == State.STOPPED ? "Stopped" : "Failed")
        .reason(succeeded ? null : told.reason())
        .message(succeeded ? null : told.message())
        .parameters(parameters.isEmpty() ? null : parameters)
        .objective(objective().orElse(null))
        .deviation(succeeded && folds > 0 && metric != null ? deviations().get(metric) : null)
        .metrics(succeeded ? told() : null)
        .artifact(artifact())
        .finishedAt(finishedAt())
        .build();
  }

  /** When the last of its folds ended. */
  String finishedAt() {
    return outcomes().map(TrialOutcome::finishedAt).max(String::compareTo).orElse("");
  }
}
