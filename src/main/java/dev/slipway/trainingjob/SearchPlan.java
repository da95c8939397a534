package dev.slipway.trainingjob;

import static dev.slipway.status.Conditions.Summary.RECONCILING;

import dev.slipway.api.Durations;
import dev.slipway.api.Search;
import dev.slipway.api.SearchProgress;
import dev.slipway.api.SearchProgress.Result;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The part of {@link TrainingJobPlan} that is about the trials of a run: those of a search, and the
 * folds of a cross-validation. All that is known of a trial is in annotations of its Jobs, which
 * stay until the search ends; the status sums it up.
 */
final class SearchPlan {
  private static final String SEARCHING = "Searching";

  /** Why a search cannot be done as the spec has it. */
  static Optional<String> refusal(TrainingJobSpec spec) {
    Search search = spec.search();
    if (search == null) {
      return Optional.empty();
    }
    List<String> problems = SearchSpace.problems(search);
    if (!problems.isEmpty()) {
      return Optional.of(String.join("; ", problems));
    }
    return Boolean.TRUE.equals(search.untilGatesPass()) && SearchEnd.gates(spec).isEmpty()
        ? Optional.of(
            "search.untilGatesPass needs a gate with min or max on a metric that the training code"
                + " reports")
        : Optional.empty();
  }

  /** Whether a run begins with trials. */
  static boolean wanted(TrainingJobSpec spec) {
    return spec.search() != null || folds(spec) > 0;
  }

  /** How many folds there are; 0 for none. */
  static int folds(TrainingJobSpec spec) {
    Integer folds = spec.evaluation() == null ? null : spec.evaluation().folds();
    return folds == null ? 0 : folds;
  }

  /** Whether a run is at its trials. */
  static boolean searching(@Nullable Run run) {
    return run != null
        && Runs.active(run)
        && run.search() != null
        && run.search().finishedAt() == null;
  }

  /** The next decision about the trials. */
  static Decision next(Planning p, Run run) {
    return switch (UserTemplate.of(p.tj().getSpec().template())) {
      case UserTemplate.Invalid(String message) -> p.invalid("InvalidTemplate", message);
      case UserTemplate.Usable template -> next(p, run, template.trainer());
    };
  }

  /**
   * The next decision.
   *
   * @param trainer as the template has it: its name and memory are those of every trial's
   */
  private static Decision next(Planning p, Run run, Container trainer) {
    Trials trials = Trials.of(p.tj(), run, p.observed());
    int started = started(run, trials);
    Optional<SearchEnd> end = SearchEnd.of(p.tj().getSpec(), run, trials, started, p.now());
    boolean stops = end.filter(SearchEnd::stops).isPresent();
    Duration again = null;
    for (TrialAttempt attempt : trials.open().toList()) {
      if (stops || given(trials, attempt)) {
        String reason = end.map(SearchEnd::reason).orElse("OtherFoldEnded");
        return note(
            p, run, trials, attempt, TrialJudge.stopped(p, attempt, reason, "nobody waits for it"));
      }
      switch (TrialJudge.of(p, run, trials, attempt, trainer)) {
        case TrialJudge.Ends(TrialOutcome outcome) -> {
          return note(p, run, trials, attempt, outcome);
        }
        case TrialJudge.Goes(Duration look) -> again = Durations.sooner(again, look);
      }
    }
    return begin(p, run, trials, trainer, started, end, again);
  }

  /** How many trials have started: also those whose Jobs are gone, or not in the cache yet. */
  private static int started(Run run, Trials trials) {
    return Math.max(trials.highest(), progress(run).started());
  }

  /** Whether another fold of the same trial has failed, or was stopped. */
  private static boolean given(Trials trials, TrialAttempt attempt) {
    return trials
        .trial(attempt.trial())
        .filter(trial -> trial.state() != SearchTrial.State.RUNNING)
        .isPresent();
  }

  /** Starts what should train next, as far as there is room, or ends the search. */
  private static Decision begin(
      Planning p,
      Run run,
      Trials trials,
      Container trainer,
      int started,
      Optional<SearchEnd> end,
      @Nullable Duration again) {
    long open = trials.open().count();
    boolean stops = end.filter(SearchEnd::stops).isPresent();
    if (started > trials.highest() && starting(p, run)) {
      tell(p, run, trials, started, end);
      return p.rest(AttemptOutcome.CACHE_LAG);
    }
    if (open < parallelism(p.tj().getSpec()) && !stops) {
      Optional<TrialWork> begun =
          TrialQueue.begun(p.tj().getSpec().retry(), trainer, trials, p.now());
      if (begun.isPresent()) {
        return start(p, run, trials, begun.get(), started);
      }
      // what waits for another attempt keeps its place
      if (end.isEmpty() && open + TrialQueue.waiting(trials) < parallelism(p.tj().getSpec())) {
        Optional<TrialWork> fresh = TrialQueue.fresh(p.tj().getSpec(), trials, started + 1);
        if (fresh.isPresent()) {
          return start(p, run, trials, fresh.get(), started + 1);
        }
      }
    }
    Optional<SearchEnd> over =
        end.isPresent() || open > 0 || TrialQueue.pause(trials, p.now()).isPresent()
            ? end
            : Optional.of(new SearchEnd("SpaceExhausted", false));
    Optional<Duration> pause = stops ? Optional.empty() : TrialQueue.pause(trials, p.now());
    if (over.isPresent() && open == 0 && pause.isEmpty()) {
      return SearchConclusion.of(p, run, trials, started, over.get());
    }
    tell(p, run, trials, started, over);
    Duration left = SearchEnd.left(p.tj().getSpec().search(), run, p.now()).orElse(null);
    return p.rest(
        Durations.sooner(
            Durations.sooner(again, pause.orElse(null)), end.isPresent() ? null : left));
  }

  /** Whether the Job of the last trial may still be missing from the cache. */
  private static boolean starting(Planning p, Run run) {
    String time = progress(run).startedAt();
    return time != null && p.now().isBefore(Instant.parse(time).plus(AttemptOutcome.CACHE_LAG));
  }

  private static Decision start(Planning p, Run run, Trials trials, TrialWork work, int started) {
    Double best =
        keepsAll(p.tj().getSpec())
            ? null
            : SearchSummary.best(progress(run), trials).map(Result::objective).orElse(null);
    Job job = TrialTemplate.job(p.tj(), run, work, best, p.settings(), p.now());
    tell(p, run, trials, started, Optional.empty());
    p.draft().run = SearchSummary.started(Objects.requireNonNull(p.draft().run), p.now());
    return p.start(job);
  }

  /** Whether any trial may be the one whose model is taken, also one that is not the best yet. */
  private static boolean keepsAll(TrainingJobSpec spec) {
    return spec.search() == null || Boolean.TRUE.equals(spec.search().untilGatesPass());
  }

  /** Writes down what became of an attempt, and stops what still runs of it. */
  private static Decision note(
      Planning p, Run run, Trials trials, TrialAttempt attempt, TrialOutcome outcome) {
    Trials known = trials.with(attempt, outcome, p.tj().getSpec());
    int started = started(run, trials);
    tell(p, run, known, started, SearchEnd.of(p.tj().getSpec(), run, known, started, p.now()));
    return new Decision.Note(
        attempt.job().job(),
        TrialAnnotations.write(outcome),
        attempt.job().active(),
        p.draft().build());
  }

  /** Stops all trials, each to go on with another attempt when the TrainingJob does. */
  static Decision suspend(Planning p, Run run) {
    Trials trials = Trials.of(p.tj(), run, p.observed());
    Optional<TrialAttempt> open = trials.open().findFirst();
    if (open.isPresent()) {
      TrialOutcome outcome =
          UserTemplate.of(p.tj().getSpec().template()) instanceof UserTemplate.Usable template
                  && TrialJudge.of(p, run, trials, open.get(), template.trainer())
                      instanceof TrialJudge.Ends(TrialOutcome ended)
              ? ended
              : TrialJudge.suspended(p, trials, open.get());
      return note(p, run, trials, open.get(), outcome);
    }
    return SuspendPlan.stopped(p, run);
  }

  /** Says how far the search is. */
  private static void tell(
      Planning p, Run run, Trials trials, int started, Optional<SearchEnd> end) {
    Run told =
        SearchSummary.told(
            p.tj().getSpec(), run, trials, started, end.map(SearchEnd::reason).orElse(null));
    p.draft().run = told;
    p.draft()
        .summary(
            RECONCILING,
            AttemptStage.RUNNING,
            SEARCHING,
            SearchSummary.words(p.tj().getSpec(), told));
  }

  /** What is known of the trials of a run. */
  static SearchProgress progress(Run run) {
    return Objects.requireNonNull(run.search(), "a run at its trials");
  }

  private static int parallelism(TrainingJobSpec spec) {
    Integer given =
        spec.search() != null
            ? spec.search().parallelism()
            : spec.evaluation() == null ? null : spec.evaluation().parallelism();
    return given == null ? 1 : given;
  }

  private SearchPlan() {}
}
