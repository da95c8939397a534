package dev.slipway.monitor;

import dev.slipway.api.Durations;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.api.Monitor;
import dev.slipway.api.MonitorSpec.Budget;
import dev.slipway.api.MonitorSpec.Retrain;
import dev.slipway.api.MonitorStatus;
import dev.slipway.api.MonitorStatus.ActiveAlert;
import dev.slipway.api.MonitorStatus.RetrainRequest;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Run;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether a better model is asked for. All that it remembers is in the status, so a restart forgets
 * no cool-down and no budget.
 */
final class RetrainPolicy {
  static final Duration DEFAULT_COOLDOWN = Duration.ofHours(24);
  static final Budget DEFAULT_BUDGET = new Budget(3, "168h");
  private static final int MOST_TIMES = 100;
  private static final Set<String> UNDER_WAY = Set.of("Running", "Retrying", "Suspended");

  /** An approved version is taken up by its Deployment long before. */
  private static final Duration TAKEN_UP = Duration.ofMinutes(2);

  private static final Set<String> UNDECIDED = Set.of("Validating", "PendingApproval");

  /** What is to be done. */
  sealed interface Verdict {
    /** CamelCase. */
    String reason();

    /** For a person. */
    String message();
  }

  /** A better model is on its way. */
  record UnderWay(String reason, String message) implements Verdict {}

  /**
   * None is asked for.
   *
   * @param until when that may change by itself; null when only something else can change it
   */
  record Not(String reason, String message, @Nullable Instant until) implements Verdict {}

  /** One is asked for now. */
  record Ask(RetrainRequest request, String reason, String message) implements Verdict {}

  /** Decides. */
  static Verdict decide(
      Monitor monitor,
      Retrain spec,
      MonitorStatus before,
      List<ActiveAlert> alerts,
      MonitorObserved observed,
      Instant now) {
    TrainingJob job = observed.trainingJob();
    if (job == null) {
      return new Not(
          "TrainingJobNotFound",
          "TrainingJob %s does not exist in this namespace: create it or correct spec.retrain.trainingJob"
              .formatted(spec.trainingJob()),
          null);
    }
    Optional<UnderWay> underWay = underWay(before.retrainRequest(), job, observed, now);
    if (underWay.isPresent()) {
      return underWay.get();
    }
    Optional<ActiveAlert> cause =
        alerts.stream()
            .filter(alert -> spec.when().stream().anyMatch(c -> c.name().equals(alert.name())))
            .findFirst();
    if (cause.isEmpty()) {
      return new Not("NotNeeded", "no alert asks for it", null);
    }
    Optional<Verdict> held = heldBack(spec, before, now);
    if (held.isPresent()) {
      return held.get();
    }
    String message = cause.get().name() + ": " + cause.get().message();
    return new Ask(
        new RetrainRequest(
            monitor.getMetadata().getName() + "-" + now.getEpochSecond(),
            spec.trainingJob(),
            cause.get().name(),
            cause.get().message(),
            now.toString()),
        "Requested",
        "asked TrainingJob " + spec.trainingJob() + " for a better model because of " + message);
  }

  /** The times to remember after a request at a moment: what cool-down and budget look at. */
  static List<String> times(Retrain spec, List<String> before, Instant now) {
    Duration memory = longest(cooldown(spec), per(budget(spec)));
    return Stream.concat(
            Stream.of(now.toString()),
            before.stream().filter(time -> Instant.parse(time).isAfter(now.minus(memory))))
        .limit(MOST_TIMES)
        .toList();
  }

  private static Optional<Verdict> heldBack(Retrain spec, MonitorStatus before, Instant now) {
    List<String> times = before.requestTimes();
    if (!times.isEmpty()) {
      Instant until = Instant.parse(times.getFirst()).plus(cooldown(spec));
      if (now.isBefore(until)) {
        return Optional.of(
            new Not(
                "CoolingDown",
                "the last request was made at %s: none before %s"
                    .formatted(times.getFirst(), until),
                until));
      }
    }
    Budget budget = budget(spec);
    List<Instant> spent =
        times.stream()
            .map(Instant::parse)
            .filter(time -> time.isAfter(now.minus(per(budget))))
            .sorted()
            .toList();
    if (spent.size() >= budget.runs()) {
      Instant until = spent.get(spent.size() - budget.runs()).plus(per(budget));
      return Optional.of(
          new Not(
              "BudgetSpent",
              "%d requests were made within %s: none before %s; raise spec.retrain.budget to allow more"
                  .formatted(spent.size(), budget.per(), until),
              until));
    }
    return Optional.empty();
  }

  private static Optional<UnderWay> underWay(
      @Nullable RetrainRequest request, TrainingJob job, MonitorObserved observed, Instant now) {
    TrainingJobStatus status = job.getStatus();
    Run run = status == null ? null : status.run();
    if (run != null && UNDER_WAY.contains(run.state())) {
      return Optional.of(
          new UnderWay("RunUnderWay", "run " + run.name() + " of TrainingJob " + name(job)));
    }
    if (request == null || !request.trainingJob().equals(name(job))) {
      return Optional.empty();
    }
    if (!answered(request, status)) {
      // a TrainingJob that was created after the request was not asked and will not answer
      boolean asked =
          !Instant.parse(request.time())
              .isBefore(Instant.parse(job.getMetadata().getCreationTimestamp()));
      return asked
          ? Optional.of(
              new UnderWay(
                  "Requested", "TrainingJob " + name(job) + " was asked: " + request.message()))
          : Optional.empty();
    }
    return run == null || run.modelVersion() == null
        ? Optional.empty()
        : undecided(run.modelVersion(), observed, now);
  }

  /** Another Monitor's later request for the same TrainingJob answers this one as well. */
  private static boolean answered(RetrainRequest request, @Nullable TrainingJobStatus status) {
    if (status == null) {
      return false;
    }
    String until = status.handledUntil();
    return request.id().equals(status.handledRequest())
        || (until != null && !Instant.parse(request.time()).isAfter(Instant.parse(until)));
  }

  /** A model that came of it counts until it is decided whether it serves. */
  private static Optional<UnderWay> undecided(
      String version, MonitorObserved observed, Instant now) {
    ModelVersion made = observed.versions().get(version);
    ModelVersionStatus status = made == null ? null : made.getStatus();
    String phase = status == null ? null : status.phase();
    if (made != null && (phase == null || UNDECIDED.contains(phase))) {
      return Optional.of(
          new UnderWay("VersionUndecided", version + " is " + (phase == null ? "new" : phase)));
    }
    ModelDeployment deployment = observed.deployment();
    var candidate =
        deployment == null || deployment.getStatus() == null
            ? null
            : deployment.getStatus().candidate();
    boolean rolling = candidate != null && candidate.modelVersion().equals(version);
    boolean fresh =
        status != null
            && status.approvedAt() != null
            && now.isBefore(Instant.parse(status.approvedAt()).plus(TAKEN_UP))
            && !version.equals(observed.serving());
    return rolling || fresh
        ? Optional.of(new UnderWay("RollingOut", version + " is approved and not serving yet"))
        : Optional.empty();
  }

  private static String name(TrainingJob job) {
    return job.getMetadata().getName();
  }

  private static Duration cooldown(Retrain spec) {
    return Durations.parse(spec.cooldown(), DEFAULT_COOLDOWN);
  }

  private static Budget budget(Retrain spec) {
    return spec.budget() == null ? DEFAULT_BUDGET : spec.budget();
  }

  private static Duration per(Budget budget) {
    return Durations.parse(budget.per(), Duration.ofDays(7));
  }

  private static Duration longest(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  private RetrainPolicy() {}
}
