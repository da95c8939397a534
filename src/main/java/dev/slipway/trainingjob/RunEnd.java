package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.READY;
import static dev.slipway.status.Conditions.Summary.STALLED;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.PublishResult;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The part of {@link TrainingJobPlan} that is about what comes of a run. */
final class RunEnd {
  /**
   * What a run has made becomes a version, unless it is one already.
   *
   * @param pod the pod that trained it; null when that is not known
   */
  static Decision publish(
      Planning p, Run run, PublishResult result, Container trainer, @Nullable Pod pod) {
    Optional<ModelVersion> made = Versions.madeBy(Runs.id(p.tj(), run), p.observed().versions());
    if (made.isPresent()) {
      made(p, run, "Trained", made.get());
      return p.rest(RunPlan.NEXT);
    }
    long number =
        Versions.next(p.tj().getSpec().model(), p.observed().versions(), p.last().lastVersion());
    ModelVersion version =
        ModelVersionTemplate.version(p.trained(), run, result, trainer, pod, number);
    made(p, run, "Trained", version);
    return new Decision.Publish(version, p.draft().build());
  }

  /** A run has a version now. */
  static void made(Planning p, Run run, String reason, ModelVersion version) {
    String name = version.getMetadata().getName();
    StatusDraft draft = p.draft();
    Run ended = Runs.succeeded(run, reason, version.getSpec().metrics(), name, p.now());
    draft.run = ended;
    Long highest = draft.lastVersion;
    draft.lastVersion = Math.max(highest == null ? 0 : highest, version.getSpec().version());
    ended(p, ended);
  }

  /** Says how a run has ended. */
  static void ended(Planning p, Run run) {
    String reason = String.valueOf(run.reason());
    if (run.state().equals(Runs.SUCCEEDED)) {
      p.draft()
          .summary(
              READY,
              Runs.SUCCEEDED,
              reason,
              reason.equals("Reused")
                  ? "%s was made from the same inputs".formatted(run.modelVersion())
                  : "%s came of run %s".formatted(run.modelVersion(), run.name()));
      return;
    }
    failed(p, run, "");
  }

  /**
   * Says why a run has failed.
   *
   * @param given why it is not tried again, with a comma before it; empty when that was said before
   */
  static void failed(Planning p, Run run, String given) {
    String why =
        p.draft().attempts.stream()
            .filter(attempt -> attempt.number() == run.attempt())
            .map(attempt -> ": " + attempt.message())
            .findFirst()
            .orElse("");
    p.draft()
        .summary(
            STALLED,
            Runs.FAILED,
            String.valueOf(run.reason()),
            "run %s failed at attempt %d%s%s".formatted(run.name(), run.attempt(), given, why));
  }

  private RunEnd() {}
}
