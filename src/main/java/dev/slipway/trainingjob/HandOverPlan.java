package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.RECONCILING;
import static dev.slipway.status.Conditions.Summary.STALLED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.engine.EngineRules;
import dev.slipway.engine.Engines;
import dev.slipway.job.ObservedJob;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of {@link RunPlan} that is about attempts which are handed over to other operators. */
final class HandOverPlan {
  /** How soon a TrainingJob asks again for a kind that the cluster does not have. */
  private static final Duration LATER = Duration.ofSeconds(15);

  /** Whether a TrainingJob hands its attempts over. */
  static boolean applies(TrainingJob tj) {
    return tj.getSpec().job() != null;
  }

  /** Whether an object is the Job that publishes the model of an attempt that was handed over. */
  static boolean publishes(TrainingJob tj, Run run, String name) {
    return applies(tj) && name.equals(HandOverPublishTemplate.name(tj, run));
  }

  /** Why nothing can start; empty when nothing is in the way, or nothing is handed over. */
  static Optional<Decision> hindrance(Planning p) {
    if (!applies(p.tj())) {
      return Optional.empty();
    }
    Engines known = p.observed().engines().known();
    Optional<EngineRules> rules = rules(p);
    if (rules.isEmpty()) {
      JsonNode job = job(p.tj());
      p.draft()
          .summary(
              STALLED,
              "Waiting",
              "UnknownEngine",
              "spec.job is a %s of %s, which this installation does not know; it knows: %s"
                  .formatted(
                      job.path("kind").asText(), job.path("apiVersion").asText(), known.known()));
      return Optional.of(held(p, null));
    }
    if (!p.observed().engines().watched().contains(rules.get().name())) {
      p.draft()
          .summary(
              RECONCILING,
              "Waiting",
              "EngineNotInstalled",
              "the cluster has no %s of %s: install the operator that runs it"
                  .formatted(rules.get().kind(), rules.get().apiVersion()));
      return Optional.of(held(p, LATER));
    }
    return Optional.empty();
  }

  /** Nobody's request counts as answered by a run that could not start. */
  private static Decision held(Planning p, @Nullable Duration again) {
    StatusDraft draft = p.draft();
    draft.runHandled = p.last().runHandled();
    draft.handledRequest = p.last().handledRequest();
    draft.handledUntil = p.last().handledUntil();
    draft.snapshotRequest = p.last().snapshotRequest();
    return p.rest(again);
  }

  /** Hands an attempt over. */
  static Decision start(Planning p, Run run) {
    Optional<Decision> hindrance = hindrance(p);
    if (hindrance.isPresent()) {
      return hindrance.get();
    }
    return switch (filled(p, run)) {
      case HandOverTemplate.Invalid(String message) -> p.invalid("InvalidJob", message);
      case HandOverTemplate.Filled filled -> {
        QueuePlan.begin(p, run);
        yield p.handOver(filled.job());
      }
    };
  }

  /** A run whose attempt was handed over. */
  static Decision attempting(Planning p, Run run) {
    Optional<Decision> hindrance = hindrance(p);
    if (hindrance.isPresent()) {
      return hindrance.get();
    }
    if (!(filled(p, run) instanceof HandOverTemplate.Filled filled)) {
      return start(p, run);
    }
    Attempt attempt = p.current(run);
    ObservedEngine engine = p.observed().engines().jobs().get(attempt.job());
    ObservedJob publish = p.observed().jobs().get(HandOverPublishTemplate.name(p.tj(), run));
    var outcome =
        HandOverOutcome.of(
            attempt,
            engine,
            publish,
            filled.trainer().getName(),
            p.tj().getSpec().deadlines(),
            p.now(),
            p.observed().news(publish));
    boolean suspended = SuspendPlan.suspended(p.tj().getSpec());
    if (outcome.isEmpty()) {
      // what was trained is in the store, and can be published when it goes on
      return suspended ? SuspendPlan.waits(p, run) : publish(p, run, filled);
    }
    return switch (outcome.get()) {
      // what is being published has been trained already: stopping it would train it once more
      case AttemptOutcome.Going going when suspended && publish == null -> SuspendPlan.stop(p, run);
      case AttemptOutcome.Going going -> StagePlan.going(p, run, attempt, going);
      case AttemptOutcome.Broke why -> RunPlan.broke(p, run, attempt, why);
      case AttemptOutcome.Done done ->
          RunPlan.done(
              p,
              run,
              attempt,
              filled.trainer(),
              new AttemptOutcome.Done(
                  done.result(), engine == null ? new Pod() : engine.trainer()));
    };
  }

  private static Decision publish(Planning p, Run run, HandOverTemplate.Filled filled) {
    p.draft()
        .summary(
            RECONCILING, AttemptStage.PUBLISHING, AttemptStage.PUBLISHING, RunPlan.describe(run));
    return p.start(HandOverPublishTemplate.job(p.tj(), run, filled, p.settings()));
  }

  private static HandOverTemplate filled(Planning p, Run run) {
    return HandOverTemplate.of(p.tj(), run, rules(p).orElseThrow(), p.settings());
  }

  private static Optional<EngineRules> rules(Planning p) {
    return p.observed().engines().known().of(job(p.tj()));
  }

  private static JsonNode job(TrainingJob tj) {
    JsonNode job = tj.getSpec().job();
    return job == null ? MissingNode.getInstance() : job;
  }

  private HandOverPlan() {}
}
