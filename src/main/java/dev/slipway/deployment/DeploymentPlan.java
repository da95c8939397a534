package dev.slipway.deployment;

import dev.slipway.api.DeploymentSpec.Autoscale;
import dev.slipway.api.DeploymentStatus.Revision;
import dev.slipway.api.Durations;
import dev.slipway.api.ModelDeployment;
import dev.slipway.deployment.CandidatePolicy.Obstacle;
import dev.slipway.job.PodSettings;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides what a Deployment needs next. A rollout is immediate: the candidate comes up at full
 * size, the Service is pointed to it, the revision before it lingers for a moment and goes.
 */
final class DeploymentPlan {
  /**
   * How long a revision lingers when the traffic has left it: longer than proxies need to see it.
   */
  static final Duration LINGER = Duration.ofSeconds(15);

  private static final Duration PROGRESS_DEADLINE = Duration.ofMinutes(10);
  private static final Duration SHORTLY = Duration.ofSeconds(2);
  private static final Duration BLOCKED = Duration.ofMinutes(1);

  private final ModelDeployment deployment;
  private final DeploymentObserved seen;
  private final PodSettings settings;
  private final Instant now;
  private final Target target;
  private final List<Write> writes = new ArrayList<>();
  private @Nullable Duration again;

  private DeploymentPlan(
      ModelDeployment deployment, DeploymentObserved seen, PodSettings settings, Instant now) {
    this.deployment = deployment;
    this.seen = seen;
    this.settings = settings;
    this.now = now;
    Revision stable = Revisions.of(deployment.getStatus()).stable();
    this.target =
        Target.of(
            deployment,
            seen.versions(),
            stable == null ? null : stable.modelVersion(),
            seen.runtime());
  }

  /** What to write, and the whole new status. */
  static Decision next(
      ModelDeployment deployment, DeploymentObserved seen, PodSettings settings, Instant now) {
    return new DeploymentPlan(deployment, seen, settings, now).decide(null);
  }

  /**
   * What to do when the API server refused the candidate's apps/v1 Deployment.
   *
   * @param reason what the API server said
   */
  static Decision refused(
      ModelDeployment deployment,
      DeploymentObserved seen,
      PodSettings settings,
      String reason,
      Instant now) {
    var refusal =
        new Obstacle("InvalidRuntime", "the API server refuses these pods: " + reason, true);
    return new DeploymentPlan(deployment, seen, settings, now).decide(refusal);
  }

  /**
   * What to do when something cannot be written: nothing changes but the reason.
   *
   * @param reason NameTaken or Forbidden
   */
  static Decision blocked(ModelDeployment deployment, String reason, String message, Instant now) {
    return new Decision(
        List.of(), DeploymentConditions.blocked(deployment, reason, message, now), BLOCKED);
  }

  private Decision decide(@Nullable Obstacle refusal) {
    Revisions before = Revisions.of(deployment.getStatus());
    Optional<Obstacle> fault = Optional.ofNullable(refusal);
    Revisions after;
    if (!(target instanceof Target.Wanted wanted)) {
      after = before.withoutCandidate();
    } else if (before.stable() != null && before.stable().name().equals(wanted.revision())) {
      after = before.settled();
    } else if (wanted.revision().equals(before.abandoned())) {
      after = before.withoutCandidate();
    } else {
      after = before.rolling(wanted, now);
      Revision candidate = Objects.requireNonNull(after.candidate());
      Workload workload = seen.workload(candidate.name());
      if (fault.isEmpty()) {
        fault = giveUp(candidate, workload);
      }
      if (fault.isPresent()) {
        after = after.givenUp(candidate);
      } else if (bringUp(candidate.name(), wanted, workload)) {
        after = after.promoted(candidate, now);
      }
    }
    direct(after);
    cleanUp(after);
    return new Decision(
        writes,
        DeploymentConditions.status(deployment, seen, after, target, fault.orElse(null), now),
        again);
  }

  /** Makes the candidate's pods; true when all of them can answer. */
  private boolean bringUp(String name, Target.Wanted wanted, @Nullable Workload workload) {
    if (workload == null) {
      if (seen.workloads().containsKey(name)) {
        // One of the same name is about to vanish; its name is free after that.
        lookAgainIn(SHORTLY);
      } else {
        writes.add(
            new Write.Create(
                DeploymentTemplate.workload(deployment, wanted, startingReplicas(), settings)));
      }
      return false;
    }
    return !scaled(workload) && workload.complete();
  }

  private Optional<Obstacle> giveUp(Revision candidate, @Nullable Workload workload) {
    if (workload == null || workload.complete()) {
      return Optional.empty();
    }
    Duration patience = Durations.parse(deployment.getSpec().progressDeadline(), PROGRESS_DEADLINE);
    Instant deadline = Instant.parse(candidate.startedAt()).plus(patience);
    lookAgainIn(Duration.between(now, deadline));
    return CandidatePolicy.giveUp(workload, deadline, now);
  }

  /** Points everything to the revision that serves, and keeps its pods. */
  private void direct(Revisions revisions) {
    Revision stable = revisions.stable();
    if (stable == null) {
      Revision first = revisions.candidate();
      if (first != null) {
        route(first.name()); // so that proxies know the way when it is available
      }
      return;
    }
    Workload workload = seen.workload(stable.name());
    if (workload != null) {
      scaled(workload);
    } else if (!seen.workloads().containsKey(stable.name())
        && target instanceof Target.Wanted wanted
        && wanted.revision().equals(stable.name())) {
      writes.add(
          new Write.Create(
              DeploymentTemplate.workload(deployment, wanted, startingReplicas(), settings)));
    }
    route(stable.name());
    PodDisruptionBudget budget = TrafficTemplate.budget(deployment, stable.name());
    if (seen.budget() == null
        || !budget.getSpec().getSelector().equals(seen.budget().getSpec().getSelector())) {
      writes.add(new Write.Apply(budget, seen.budget() != null));
    }
    AutoscalePolicy.write(deployment, seen.autoscaler(), stable.name()).ifPresent(writes::add);
  }

  private void route(String revision) {
    Service service = TrafficTemplate.service(deployment, revision);
    if (seen.service() == null
        || !service.getSpec().getSelector().equals(seen.service().getSpec().getSelector())) {
      writes.add(new Write.Apply(service, seen.service() != null));
    }
  }

  /** Removes revisions that nobody needs: at once, or after they lingered when they served. */
  private void cleanUp(Revisions revisions) {
    for (Workload workload : seen.workloads().values()) {
      if (workload.deleted()
          || named(revisions.stable(), workload.name())
          || named(revisions.candidate(), workload.name())) {
        continue;
      }
      Instant gone = revisions.servedUntil(workload.name()).orElse(Instant.EPOCH).plus(LINGER);
      if (now.isBefore(gone)) {
        lookAgainIn(Duration.between(now, gone));
      } else {
        writes.add(new Write.Delete(workload.deployment()));
      }
    }
  }

  /** Scales a workload to the spec; with an autoscaler its number of pods is nobody else's. */
  private boolean scaled(Workload workload) {
    if (deployment.getSpec().autoscale() != null || workload.desired() == replicas()) {
      return false;
    }
    writes.add(new Write.Scale(workload.deployment(), replicas()));
    return true;
  }

  private int replicas() {
    return Objects.requireNonNullElse(deployment.getSpec().replicas(), 1);
  }

  /** With an autoscaler a new revision starts as large as the one that serves. */
  private int startingReplicas() {
    Autoscale autoscale = deployment.getSpec().autoscale();
    if (autoscale == null) {
      return replicas();
    }
    Revision stable = Revisions.of(deployment.getStatus()).stable();
    Workload serving = stable == null ? null : seen.workload(stable.name());
    return Math.clamp(
        serving == null ? autoscale.min() : serving.desired(), autoscale.min(), autoscale.max());
  }

  private void lookAgainIn(Duration time) {
    Duration next = time.isPositive() ? time.plusMillis(100) : SHORTLY;
    again = Durations.sooner(again, next);
  }

  private static boolean named(@Nullable Revision revision, String name) {
    return revision != null && revision.name().equals(name);
  }
}
