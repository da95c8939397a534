package dev.slipway.trainingjob;

import dev.slipway.api.Durations;
import dev.slipway.api.Gate;
import dev.slipway.api.Search;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why no more trials start.
 *
 * @param reason in a word
 * @param stops whether those that run are stopped too
 */
record SearchEnd(String reason, boolean stops) {
  private static final int FAILURES = 3;
  private static final String TRAIN = "train.";

  /** Tells it of trials; empty while more of them may start. */
  static Optional<SearchEnd> of(
      TrainingJobSpec spec, Run run, Trials trials, int started, Instant now) {
    Search search = spec.search();
    if (search == null) {
      return started >= 1
          ? Optional.of(new SearchEnd("TrialsDone", failed(trials) > 0))
          : Optional.empty();
    }
    if (!trials.passing().isEmpty()) {
      return Optional.of(new SearchEnd("GatesPassed", true));
    }
    int failures = search.maxFailedTrials() == null ? FAILURES : search.maxFailedTrials();
    if (failed(trials) > failures) {
      return Optional.of(new SearchEnd("TooManyFailures", true));
    }
    if (search.trials() != null && started >= search.trials()) {
      return Optional.of(new SearchEnd("TrialsDone", false));
    }
    return left(search, run, now).filter(left -> !left.isPositive()).isPresent()
        ? Optional.of(new SearchEnd("MaxDuration", false))
        : Optional.empty();
  }

  /** How long trials may start still; empty for ever. */
  static Optional<Duration> left(@Nullable Search search, Run run, Instant now) {
    return search == null || search.maxDuration() == null
        ? Optional.empty()
        : Optional.of(
            Duration.between(
                now,
                Instant.parse(run.startedAt())
                    .plus(Durations.parse(search.maxDuration(), Duration.ZERO))));
  }

  /** The gates that can be told from what a training reports: that is no champion's business. */
  static List<Gate> gates(TrainingJobSpec spec) {
    return spec.validation() == null
        ? List.of()
        : spec.validation().gates().stream()
            .filter(gate -> gate.min() != null || gate.max() != null)
            .toList();
  }

  private static int failed(Trials trials) {
    return trials.count(SearchTrial.State.FAILED);
  }

  /** Whether a trial passes the gates, and the search ends with that. */
  static boolean passes(TrainingJobSpec spec, SearchTrial trial) {
    Search search = spec.search();
    if (search == null
        || !Boolean.TRUE.equals(search.untilGatesPass())
        || trial.state() != SearchTrial.State.SUCCEEDED) {
      return false;
    }
    Map<String, Double> metrics = trial.metrics();
    return gates(spec).stream().allMatch(gate -> passes(gate, metrics));
  }

  private static boolean passes(Gate gate, Map<String, Double> metrics) {
    String name = gate.metric();
    Double value = metrics.get(name.startsWith(TRAIN) ? name.substring(TRAIN.length()) : name);
    return value != null
        && (gate.min() == null || value >= gate.min())
        && (gate.max() == null || value <= gate.max());
  }
}
