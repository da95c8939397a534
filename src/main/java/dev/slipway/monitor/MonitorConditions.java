package dev.slipway.monitor;

import dev.slipway.api.Condition;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorSpec;
import dev.slipway.api.MonitorSpec.Performance;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.PerformanceResult;
import dev.slipway.api.MonitorStatus.Window;
import dev.slipway.api.Task;
import dev.slipway.contract.EvaluateResult;
import dev.slipway.contract.Failure;
import dev.slipway.status.Conditions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is decided, as conditions. Pure. */
final class MonitorConditions {
  static final String SUFFICIENT_DATA = "SufficientData";
  static final String RETRAINING = "Retraining";
  static final String EVALUATED = "Evaluated";
  static final String LABELS_MATCH = "LabelsMatch";
  static final String ALERTS_DELIVERED = "AlertsDelivered";

  /** All that conditions are decided from. */
  record Facts(
      Monitor monitor,
      MonitorStatus before,
      MonitorObserved observed,
      WindowHistory history,
      EvaluationPolicy.Progress progress,
      List<ActiveAlert> alerts,
      RetrainPolicy.@Nullable Verdict verdict,
      @Nullable String version,
      @Nullable Task task) {
    MonitorSpec spec() {
      return monitor.getSpec();
    }
  }

  /** All conditions; those of what is not watched any more are dropped. */
  static List<Condition> decide(Facts facts, Instant now) {
    var decided = new ArrayList<>(ReadyPolicy.decide(facts));
    decided.add(sufficientData(facts));
    for (Cause cause : Cause.values()) {
      if (cause.watchedBy(facts.spec())) {
        decided.add(cause == Cause.PERFORMANCE ? performance(facts) : fromWindows(facts, cause));
      }
    }
    evaluated(facts).forEach(decided::add);
    DeliveryPolicy.decide(facts.observed().jobs().values()).ifPresent(decided::add);
    if (facts.verdict() != null) {
      decided.add(
          Conditions.condition(
              RETRAINING,
              !(facts.verdict() instanceof RetrainPolicy.Not),
              facts.verdict().reason(),
              facts.verdict().message()));
    }
    return Conditions.merge(
        kept(facts), decided, facts.monitor().getMetadata().getGeneration(), now);
  }

  private static Condition sufficientData(Facts facts) {
    Window newest = facts.history().newest();
    if (newest == null) {
      return Condition.of(
          SUFFICIENT_DATA, Condition.UNKNOWN, "NoWindow", "the first window is not over yet");
    }
    long least = WindowJudge.minSamples(facts.spec());
    boolean enough = newest.samples() >= least;
    return Conditions.condition(
        SUFFICIENT_DATA,
        enough,
        enough ? "EnoughRows" : "TooFewRows",
        "%d rows in the last window; minSamples is %d".formatted(newest.samples(), least));
  }

  private static Condition fromWindows(Facts facts, Cause cause) {
    ActiveAlert alert = AlertPolicy.find(facts.alerts(), cause.id());
    if (alert != null) {
      return Condition.of(cause.condition(), Condition.TRUE, cause.bad(), alert.message());
    }
    List<Window> judged =
        WindowHistory.judged(facts.history().windows(), cause, facts.version(), facts.spec());
    if (judged.isEmpty()) {
      return unjudged(facts, cause);
    }
    int of = cause.alertAfter(facts.spec()).of();
    long faulty = judged.stream().limit(of).filter(w -> w.faults().contains(cause.id())).count();
    return Condition.of(
        cause.condition(),
        Condition.FALSE,
        cause.good(),
        "%s in %d of the last %d judged windows; %d of %d alert"
            .formatted(
                cause.words(),
                faulty,
                Math.min(of, judged.size()),
                cause.alertAfter(facts.spec()).windows(),
                of));
  }

  private static Condition unjudged(Facts facts, Cause cause) {
    Window newest = facts.history().newest();
    boolean noBaseline =
        cause != Cause.SERVICE
            && newest != null
            && WindowJudge.NO_BASELINE.equals(newest.summary())
            && Objects.equals(newest.modelVersion(), facts.version());
    return noBaseline
        ? Condition.of(
            cause.condition(),
            Condition.UNKNOWN,
            "NoBaseline",
            "%s has no profile to compare with: it was not trained on a Dataset, or its agents did not tell it"
                .formatted(facts.version()))
        : Condition.of(
            cause.condition(),
            Condition.UNKNOWN,
            "NotJudged",
            facts.version() == null
                ? "nothing serves yet"
                : "no window of " + facts.version() + " could be judged yet");
  }

  private static Condition performance(Facts facts) {
    Performance spec = Objects.requireNonNull(facts.spec().performance());
    String type = Cause.PERFORMANCE.condition();
    ActiveAlert alert = AlertPolicy.find(facts.alerts(), Cause.PERFORMANCE.id());
    if (alert != null) {
      return Condition.of(type, Condition.TRUE, Cause.PERFORMANCE.bad(), alert.message());
    }
    PerformanceResult result =
        PerformancePolicy.current(spec, facts.progress().performance(), facts.version());
    if (result == null) {
      return Condition.of(
          type, Condition.UNKNOWN, "NotEvaluated", "predictions were not evaluated yet");
    }
    if (result.value() != null) {
      return Condition.of(
          type,
          Condition.FALSE,
          Cause.PERFORMANCE.good(),
          "%s over %d labels".formatted(result.summary(), result.labels()));
    }
    return result.labels() < PerformancePolicy.minLabels(spec)
        ? Condition.of(
            type,
            Condition.UNKNOWN,
            "TooFewLabels",
            "%d of %d captured predictions have a label, minLabels is %d: send labels to the feedback endpoint"
                .formatted(
                    result.labels(), result.predictions(), PerformancePolicy.minLabels(spec)))
        : Condition.of(
            type,
            Condition.UNKNOWN,
            "NotDefined",
            spec.metric() + " is not defined for these labels, or not without probabilities");
  }

  /** Only when an evaluation has just ended; else they stay as they were. */
  private static List<Condition> evaluated(Facts facts) {
    Failure failure = facts.progress().failure();
    if (failure != null) {
      return List.of(Condition.of(EVALUATED, Condition.FALSE, failure.reason(), failure.message()));
    }
    EvaluateResult measured = facts.progress().measured();
    return measured == null
        ? List.of()
        : List.of(
            Condition.of(
                EVALUATED,
                Condition.TRUE,
                "Evaluated",
                "%d of %d captured predictions have a label"
                    .formatted(measured.labels(), measured.predictions())),
            labels(facts, measured));
  }

  private static Condition labels(Facts facts, EvaluateResult measured) {
    if (measured.unknownLabels() > 0) {
      var deployment = facts.observed().deployment();
      var capture = deployment == null ? null : deployment.getSpec().capture();
      return Conditions.condition(
          LABELS_MATCH,
          false,
          "UnknownLabels",
          "%d labels have an id that no captured prediction has: send the id that the answer bore; the Deployment captures %s of the requests"
              .formatted(
                  measured.unknownLabels(),
                  capture == null ? "nothing" : "a share of " + capture.sample()));
    }
    return measured.unusableLabels() > 0
        ? Conditions.condition(
            LABELS_MATCH,
            false,
            "UnusableLabels",
            "%d labels cannot be labels of %s: send what the training data has"
                .formatted(measured.unusableLabels(), facts.task()))
        : Conditions.condition(
            LABELS_MATCH, true, "IdsKnown", "every label belongs to a captured prediction");
  }

  private static List<Condition> kept(Facts facts) {
    Set<String> dropped = new HashSet<>();
    for (Cause cause : Cause.values()) {
      if (!cause.watchedBy(facts.spec())) {
        dropped.add(cause.condition());
      }
    }
    if (facts.spec().performance() == null) {
      dropped.add(EVALUATED);
      dropped.add(LABELS_MATCH);
    }
    if (facts.spec().retrain() == null) {
      dropped.add(RETRAINING);
    }
    if (facts.spec().alerts().isEmpty()) {
      dropped.add(ALERTS_DELIVERED);
    }
    return facts.before().conditions().stream()
        .filter(condition -> !dropped.contains(condition.type()))
        .toList();
  }

  private MonitorConditions() {}
}
