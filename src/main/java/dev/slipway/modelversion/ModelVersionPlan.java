package dev.slipway.modelversion;

import dev.slipway.api.Condition;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.api.ModelVersionStatus.GateResult;
import dev.slipway.api.ModelVersionStatus.ValidationRun;
import dev.slipway.api.Runtime;
import dev.slipway.api.Snapshot;
import dev.slipway.api.Validation;
import dev.slipway.apply.Refusal;
import dev.slipway.contract.ValidateResult;
import dev.slipway.job.ObservedJob;
import dev.slipway.job.PodSettings;
import dev.slipway.runtime.Resolution;
import dev.slipway.runtime.RuntimePreset;
import dev.slipway.runtime.RuntimePresets;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides what a ModelVersion needs next. A validation that has ended is never run again. */
final class ModelVersionPlan {
  private static final ModelVersionStatus NEW =
      new ModelVersionStatus(
          null, null, null, null, null, null, List.of(), null, null, List.of(), null, List.of());

  private static final int ATTEMPTS = 3;
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration SOON = Duration.ofSeconds(1);

  private final ModelVersion version;
  private final ModelVersionObserved observed;
  private final PodSettings settings;
  private final Instant now;
  private final ModelVersionStatus last;
  private final StatusDraft draft;

  private ModelVersionPlan(
      ModelVersion version, ModelVersionObserved observed, PodSettings settings, Instant moment) {
    this.version = version;
    this.observed = observed;
    this.settings = settings;
    this.now = moment.truncatedTo(ChronoUnit.SECONDS);
    this.last = version.getStatus() == null ? NEW : version.getStatus();
    this.draft = new StatusDraft(version, last, now);
  }

  /** The next decision. */
  static Decision next(
      ModelVersion version,
      ModelVersionObserved observed,
      RuntimePresets presets,
      PodSettings settings,
      Instant moment) {
    return new ModelVersionPlan(version, observed, settings, moment).next(presets);
  }

  /** The decision after the API server has refused a validation's Job. */
  static Decision refused(
      ModelVersion version,
      ModelVersionObserved observed,
      PodSettings settings,
      Refusal refusal,
      Instant moment) {
    var plan = new ModelVersionPlan(version, observed, settings, moment);
    String why = "the API server refuses the validation's Job: " + refusal.message();
    if (!refusal.invalid()) {
      plan.draft.validated(Condition.UNKNOWN, "Forbidden", why);
      return plan.rest(Refusal.LATER);
    }
    plan.draft.validated(Condition.FALSE, RuntimePresets.INVALID, why);
    return plan.rest(null);
  }

  private Decision next(RuntimePresets presets) {
    Validation asked = version.getSpec().validation();
    Runtime runtime = asked == null ? null : asked.runtime();
    Snapshot snapshot =
        version.getSpec().lineage() == null ? null : version.getSpec().lineage().snapshot();
    if (runtime == null || snapshot == null) {
      draft.validated(
          Condition.UNKNOWN,
          ApprovalPolicy.SKIPPED,
          runtime == null
              ? "not validated: spec.validation names no runtime"
              : "not validated: there is no snapshot with a held-out part");
      return rest(null);
    }
    if (!draft.validated.status().equals(Condition.UNKNOWN)) {
      return rest(null);
    }
    return switch (presets.resolve(runtime)) {
      case Resolution.Refused(String reason, String message) -> {
        draft.validated(Condition.UNKNOWN, reason, message);
        yield rest(null);
      }
      case Resolution.Resolved(RuntimePreset preset) -> validate(snapshot, preset);
    };
  }

  private Decision validate(Snapshot snapshot, RuntimePreset preset) {
    ValidationRun run = last.validation();
    if (run == null) {
      return start(1, snapshot, preset);
    }
    if (run.finishedAt() != null) {
      Instant due = Instant.parse(run.finishedAt()).plus(PAUSE.multipliedBy(run.attempt()));
      return now.isBefore(due)
          ? rest(Duration.between(now, due))
          : start(run.attempt() + 1, snapshot, preset);
    }
    return switch (ValidationOutcome.of(run, observed.jobs().get(run.job()), now)) {
      case ValidationOutcome.Going going -> {
        if (going.trouble() != null && !draft.validated.reason().equals(going.trouble())) {
          draft.validated(Condition.UNKNOWN, going.trouble(), going.message());
        }
        yield rest(going.again());
      }
      case ValidationOutcome.Done(ValidateResult result) -> measured(run, result);
      case ValidationOutcome.Broke broke -> broke(run, broke);
    };
  }

  private Decision start(int attempt, Snapshot snapshot, RuntimePreset preset) {
    ModelVersion champion = Versions.champion(version, observed.line()).orElse(null);
    Job job = ValidationTemplate.job(version, attempt, snapshot, preset, champion, settings);
    String name = job.getMetadata().getName();
    draft.validation =
        new ValidationRun(
            attempt,
            name,
            champion == null ? null : champion.getMetadata().getName(),
            now.toString(),
            null);
    draft.validated(
        Condition.UNKNOWN,
        "Validating",
        "attempt %d in Job %s%s"
            .formatted(
                attempt,
                name,
                champion == null ? "" : " against " + champion.getMetadata().getName()));
    return observed.jobs().containsKey(name)
        ? rest(SOON)
        : new Decision.Start(job, draft.build(observed.servedBy()), ValidationOutcome.CACHE_LAG);
  }

  private Decision measured(ValidationRun run, ValidateResult result) {
    draft.validation = finished(run);
    Validation asked = version.getSpec().validation();
    Map<String, Double> championMetrics = result.championMetrics();
    List<GateResult> gates =
        GatePolicy.decide(
            asked == null ? List.of() : asked.gates(),
            new GatePolicy.Figures(result.metrics(), version.getSpec().metrics()),
            run.champion(),
            new GatePolicy.Figures(
                championMetrics == null ? Map.of() : championMetrics, reported(run.champion())));
    draft.measured(result, gates);
    draft.validated = GatePolicy.verdict(gates, result.rows());
    return rest(null);
  }

  private Decision broke(ValidationRun run, ValidationOutcome.Broke broke) {
    draft.validation = finished(run);
    if (broke.retryable() && run.attempt() < ATTEMPTS) {
      draft.validated(
          Condition.UNKNOWN,
          "Retrying",
          "attempt %d: %s: %s".formatted(run.attempt(), broke.reason(), broke.message()));
      return rest(PAUSE.multipliedBy(run.attempt()));
    }
    draft.validated(Condition.FALSE, broke.reason(), broke.message());
    return rest(null);
  }

  private ValidationRun finished(ValidationRun run) {
    return new ValidationRun(
        run.attempt(), run.job(), run.champion(), run.startedAt(), now.toString());
  }

  private Map<String, Double> reported(@Nullable String champion) {
    return observed.line().stream()
        .filter(v -> v.getMetadata().getName().equals(champion))
        .map(v -> v.getSpec().metrics())
        .findFirst()
        .orElse(Map.of());
  }

  /** Nothing is made; a Job that was given up by the status before is deleted. */
  private Decision rest(@Nullable Duration again) {
    List<Job> active =
        observed.jobs().values().stream()
            .filter(ObservedJob::active)
            .map(ObservedJob::job)
            .toList();
    List<Job> stop =
        active.stream()
            .filter(j -> !awaited(j, last.validation()))
            .filter(j -> !awaited(j, draft.validation))
            .toList();
    boolean leftOver =
        active.stream()
            .anyMatch(j -> awaited(j, last.validation()) && !awaited(j, draft.validation));
    return new Decision.Rest(draft.build(observed.servedBy()), leftOver ? SOON : again, stop);
  }

  private static boolean awaited(Job job, @Nullable ValidationRun run) {
    return run != null && run.finishedAt() == null && run.job().equals(job.getMetadata().getName());
  }
}
