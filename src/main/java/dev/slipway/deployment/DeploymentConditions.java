package dev.slipway.deployment;

import static dev.slipway.status.Conditions.condition;

import dev.slipway.api.Condition;
import dev.slipway.api.DeploymentStatus;
import dev.slipway.api.DeploymentStatus.Revision;
import dev.slipway.api.ModelDeployment;
import dev.slipway.api.Slipway;
import dev.slipway.deployment.CandidatePolicy.Obstacle;
import dev.slipway.status.Conditions;
import dev.slipway.status.Conditions.Summary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The whole new status of a Deployment. Pure. */
final class DeploymentConditions {
  /** Whether anything serves. */
  static final String AVAILABLE = "Available";

  /** Whether what the spec asks for is rolled out, or about to be. */
  static final String PROGRESSING = "Progressing";

  /** What became of the rollout: its phase, its place in kstatus, and why. */
  private record Outcome(String phase, Summary summary, String reason, String message) {}

  /**
   * The status.
   *
   * @param revisions after what was decided
   * @param fault why a candidate was given up just now; null when none was
   */
  static DeploymentStatus status(
      ModelDeployment deployment,
      DeploymentObserved seen,
      Revisions revisions,
      Target target,
      @Nullable Obstacle fault,
      Instant now) {
    DeploymentStatus before = deployment.getStatus();
    List<Condition> old = before == null ? List.of() : before.conditions();
    Revision stable = revisions.stable();
    Workload serving = stable == null ? null : seen.workload(stable.name());
    Outcome outcome = outcome(seen, revisions, target, fault, serving, old);
    var conditions = new ArrayList<Condition>();
    conditions.add(available(stable, serving));
    conditions.add(
        condition(
            PROGRESSING,
            outcome.summary() != Summary.STALLED,
            outcome.reason(),
            outcome.message()));
    conditions.addAll(Conditions.summary(outcome.summary(), outcome.reason(), outcome.message()));
    long generation = deployment.getMetadata().getGeneration();
    String name = deployment.getMetadata().getName();
    return new DeploymentStatus(
        generation,
        outcome.phase(),
        stable,
        revisions.candidate(),
        revisions.abandoned(),
        revisions.history(),
        serving == null ? 0 : serving.replicas(),
        serving == null ? 0 : serving.available(),
        stable == null
            ? null
            : Slipway.DEPLOYMENT + "=" + name + "," + Slipway.REVISION + "=" + stable.name(),
        stable == null
            ? null
            : "http://" + name + "." + deployment.getMetadata().getNamespace() + ".svc",
        Conditions.merge(old, conditions, generation, now));
  }

  /** The status before, but that nothing can go on. */
  static DeploymentStatus blocked(
      ModelDeployment deployment, String reason, String message, Instant now) {
    DeploymentStatus before = deployment.getStatus();
    Revisions revisions = Revisions.of(before);
    var conditions = new ArrayList<Condition>();
    conditions.add(condition(PROGRESSING, false, reason, message));
    conditions.addAll(Conditions.summary(Summary.STALLED, reason, message));
    long generation = deployment.getMetadata().getGeneration();
    return new DeploymentStatus(
        generation,
        revisions.stable() == null ? "Failed" : "Degraded",
        revisions.stable(),
        revisions.candidate(),
        revisions.abandoned(),
        revisions.history(),
        before == null ? null : before.replicas(),
        before == null ? null : before.availableReplicas(),
        before == null ? null : before.selector(),
        before == null ? null : before.url(),
        Conditions.merge(
            before == null ? List.of() : before.conditions(), conditions, generation, now));
  }

  private static Outcome outcome(
      DeploymentObserved seen,
      Revisions revisions,
      Target target,
      @Nullable Obstacle fault,
      @Nullable Workload serving,
      List<Condition> old) {
    Revision stable = revisions.stable();
    String servesOn = stable == null ? "" : "; " + stable.modelVersion() + " serves on";
    if (target instanceof Target.Missing missing) {
      String phase = stable == null ? "Waiting" : "Degraded";
      return new Outcome(
          phase,
          missing.waiting() ? Summary.RECONCILING : Summary.STALLED,
          missing.reason(),
          missing.message() + servesOn);
    }
    if (fault != null) {
      return stalled(stable, fault.reason(), "given up: " + fault.message() + servesOn);
    }
    if (revisions.abandoned() != null) {
      return Conditions.find(old, PROGRESSING)
          .filter(c -> c.status().equals(Condition.FALSE) && c.message().startsWith("given up"))
          .map(c -> stalled(stable, c.reason(), c.message()))
          .orElseGet(
              () ->
                  stalled(
                      stable,
                      "Abandoned",
                      "given up before: change the spec, or approve another version" + servesOn));
    }
    Revision candidate = revisions.candidate();
    if (candidate != null) {
      return new Outcome(
          "Progressing",
          Summary.RECONCILING,
          "RollingOut",
          progress(candidate, seen.workload(candidate.name())));
    }
    return stable == null
        ? new Outcome("Waiting", Summary.RECONCILING, "RollingOut", "starting")
        : steady(stable, serving);
  }

  private static Outcome steady(Revision stable, @Nullable Workload serving) {
    if (serving != null && serving.complete()) {
      return new Outcome(
          "Available", Summary.READY, "RolledOut", stable.modelVersion() + " serves");
    }
    String counts =
        serving == null
            ? "its pods are being made"
            : serving.available() + " of " + serving.desired() + " pods can answer";
    String why =
        Optional.ofNullable(serving)
            .flatMap(CandidatePolicy::obstacle)
            .map(obstacle -> ": " + obstacle.message())
            .orElse("");
    return new Outcome(
        serving != null && serving.available() > 0 ? "Progressing" : "Degraded",
        Summary.RECONCILING,
        "PodsStarting",
        stable.modelVersion() + ": " + counts + why);
  }

  private static Outcome stalled(@Nullable Revision stable, String reason, String message) {
    return new Outcome(stable == null ? "Failed" : "Degraded", Summary.STALLED, reason, message);
  }

  private static String progress(Revision candidate, @Nullable Workload workload) {
    String what = "rolling out " + candidate.modelVersion() + ": ";
    return workload == null
        ? what + "its pods are being made"
        : what
            + workload.available()
            + " of "
            + workload.desired()
            + " pods can answer"
            + CandidatePolicy.obstacle(workload).map(o -> ": " + o.message()).orElse("");
  }

  private static Condition available(@Nullable Revision stable, @Nullable Workload serving) {
    if (stable == null) {
      return condition(AVAILABLE, false, "NothingServing", "no revision serves yet");
    }
    boolean answers = serving != null && (serving.available() > 0 || serving.desired() == 0);
    return answers
        ? condition(AVAILABLE, true, "Serving", stable.modelVersion() + " serves")
        : condition(
            AVAILABLE,
            false,
            "NoPodAvailable",
            "no pod of " + stable.modelVersion() + " can answer");
  }

  private DeploymentConditions() {}
}
