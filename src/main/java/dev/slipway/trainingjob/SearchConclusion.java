package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.STALLED;

import dev.slipway.api.ModelVersionSpec.Artifact;
import dev.slipway.api.SearchProgress.Result;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.contract.PublishResult;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Map;
import java.util.Optional;

/** What comes of a run whose trials have ended. */
final class SearchConclusion {
  /**
   * Ends it.
   *
   * @param started how many trials have started
   * @param end why no more of them do
   */
  static Decision of(Planning p, Run run, Trials trials, int started, SearchEnd end) {
    Optional<Result> best = SearchSummary.best(SearchPlan.progress(run), trials);
    Run told = SearchSummary.told(p.tj().getSpec(), run, trials, started, end.reason());
    Run over = SearchSummary.finished(told, p.now());
    if (best.isEmpty()) {
      String last =
          Optional.ofNullable(SearchPlan.progress(told).last())
              .map(r -> ": trial %d: %s: %s".formatted(r.trial(), r.reason(), r.message()))
              .orElse("");
      p.draft().run =
          Runs.with(
              over, run.attempt(), run.failures(), Runs.FAILED, "NoTrialSucceeded", p.now(), null);
      p.draft()
          .summary(
              STALLED,
              Runs.FAILED,
              "NoTrialSucceeded",
              "%s: no trial of run %s succeeded%s".formatted(end.reason(), run.name(), last));
      return p.rest(RunPlan.NEXT);
    }
    if (SearchPlan.folds(p.tj().getSpec()) > 0) {
      p.draft().run = over;
      return RunPlan.attempt(p, over, null);
    }
    Artifact artifact = best.get().artifact();
    return artifact == null
        ? p.invalid("NoModel", "the best trial has left no model in the store")
        : publish(p, over, trials, best.get(), artifact);
  }

  /** The best trial's model becomes a version, unless it is one already. */
  private static Decision publish(
      Planning p, Run run, Trials trials, Result best, Artifact artifact) {
    TrainingJob trained = TrialVariant.best(p.tj(), run);
    var template = (UserTemplate.Usable) UserTemplate.of(trained.getSpec().template());
    Map<String, Double> metrics = best.metrics() == null ? Map.of() : best.metrics();
    Pod pod =
        trials.trial(best.trial()).stream()
            .flatMap(trial -> trial.last().values().stream())
            .flatMap(attempt -> attempt.job().pods().stream())
            .findFirst()
            .orElse(null);
    p.draft().run = run;
    return RunEnd.publish(p, run, new PublishResult(artifact, metrics), template.trainer(), pod);
  }

  private SearchConclusion() {}
}
