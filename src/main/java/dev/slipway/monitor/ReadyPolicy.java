package dev.slipway.monitor;

import dev.slipway.api.Condition;
import dev.slipway.api.MonitorSpec.Performance;
import dev.slipway.monitor.MonitorConditions.Facts;
import dev.slipway.profile.Baseline;
import dev.slipway.profile.ColumnProfile;
import dev.slipway.scoring.Metric;
import dev.slipway.status.Conditions;
import dev.slipway.status.Conditions.Summary;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Whether a Monitor can watch what it is asked to watch. */
final class ReadyPolicy {
  private static final String UNKNOWN_COLUMNS = "UnknownColumns";
  private static final String UNREACHABLE = "AgentsUnreachable";
  private static final int LISTED = 20;

  static List<Condition> decide(Facts facts) {
    String deployment = facts.spec().deployment();
    if (facts.observed().deployment() == null) {
      return Conditions.summary(
          Summary.STALLED,
          "DeploymentNotFound",
          "Deployment %s does not exist in this namespace: create it or correct spec.deployment"
              .formatted(deployment));
    }
    if (facts.observed().serving() == null) {
      return Conditions.summary(
          Summary.RECONCILING,
          "NotServing",
          "Deployment %s does not serve a model yet".formatted(deployment));
    }
    return metric(facts)
        .or(() -> columns(facts))
        .or(() -> agents(facts))
        .orElseGet(
            () ->
                Conditions.summary(
                    Summary.READY,
                    "Watching",
                    "watches Deployment %s, which serves %s"
                        .formatted(deployment, facts.version())));
  }

  private static Optional<List<Condition>> metric(Facts facts) {
    Performance spec = facts.spec().performance();
    if (spec == null || !facts.observed().versions().containsKey(facts.version())) {
      return Optional.empty();
    }
    if (facts.task() == null) {
      return Optional.of(
          Conditions.summary(
              Summary.STALLED,
              "TaskUnknown",
              "%s was not trained on a Dataset with a label, so its performance cannot be judged: remove spec.performance"
                  .formatted(facts.version())));
    }
    List<String> known = Metric.quality(facts.task()).stream().map(Metric::id).toList();
    return known.contains(spec.metric())
        ? Optional.empty()
        : Optional.of(
            Conditions.summary(
                Summary.STALLED,
                "MetricNotMeasured",
                "%s is not measured for %s: choose one of %s"
                    .formatted(spec.metric(), facts.task(), String.join(", ", known))));
  }

  private static Optional<List<Condition>> columns(Facts facts) {
    if (facts.spec().drift() == null || facts.spec().drift().columns() == null) {
      return Optional.empty();
    }
    Baseline baseline = facts.observed().collected().baselines().get(facts.version());
    if (baseline == null || baseline.profile() == null) {
      return asBefore(facts, UNKNOWN_COLUMNS);
    }
    List<String> unknown = DriftPolicy.unknown(facts.spec().drift(), baseline);
    return unknown.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Conditions.summary(
                Summary.STALLED,
                UNKNOWN_COLUMNS,
                "spec.drift.columns names %s, which %s does not have; it has %s"
                    .formatted(
                        String.join(", ", unknown),
                        facts.version(),
                        DriftPolicy.features(baseline).stream()
                            .map(ColumnProfile::name)
                            .limit(LISTED)
                            .collect(Collectors.joining(", ")))));
  }

  private static Optional<List<Condition>> agents(Facts facts) {
    Integer missing = facts.history().missing();
    if (missing == null) {
      return asBefore(facts, UNREACHABLE);
    }
    return missing == 0
        ? Optional.empty()
        : Optional.of(
            Conditions.summary(
                Summary.RECONCILING,
                UNREACHABLE,
                "%d agents of Deployment %s did not answer for the last window: the operator must reach port 9090 of its pods"
                    .formatted(missing, facts.spec().deployment())));
  }

  /** What only a new window, or a baseline, can tell stays as it was. */
  private static Optional<List<Condition>> asBefore(Facts facts, String reason) {
    boolean same =
        Objects.equals(
                facts.before().observedGeneration(), facts.monitor().getMetadata().getGeneration())
            && Objects.equals(facts.before().modelVersion(), facts.version());
    List<Condition> summary =
        facts.before().conditions().stream()
            .filter(
                c ->
                    Set.of(Conditions.READY, Conditions.RECONCILING, Conditions.STALLED)
                        .contains(c.type()))
            .filter(c -> c.reason().equals(reason))
            .toList();
    return same && summary.size() == 3 ? Optional.of(summary) : Optional.empty();
  }

  private ReadyPolicy() {}
}
