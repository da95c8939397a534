package dev.slipway.trainingjob;

import dev.slipway.api.Search;
import dev.slipway.api.SearchProgress;
import dev.slipway.api.SearchProgress.Result;
import dev.slipway.api.SearchProgressBuilder;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusRunBuilder;
import dev.slipway.api.TrainingProgress;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.contract.PublishResult;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the status tells of trials. */
final class SearchSummary {
  /** Before the first trial. */
  static final SearchProgress NONE = SearchProgressBuilder.builder().build();

  /** A run with what its trials have come to. */
  static Run told(
      TrainingJobSpec spec, Run run, Trials trials, int started, @Nullable String ended) {
    SearchProgress last = Objects.requireNonNullElse(run.search(), NONE);
    Result best = best(last, trials).orElse(null);
    SearchProgress next =
        SearchProgressBuilder.builder(last)
            .started(started)
            .running(trials.count(SearchTrial.State.RUNNING))
            .succeeded(trials.count(SearchTrial.State.SUCCEEDED))
            .stopped(trials.count(SearchTrial.State.STOPPED))
            .failed(trials.count(SearchTrial.State.FAILED))
            .best(best)
            .last(trials.last().orElse(last.last()))
            .ended(ended)
            .build();
    return TrainingJobStatusRunBuilder.builder(run)
        .search(next)
        .progress(progress(spec, next, best))
        .build();
  }

  /** A run before its first trial. */
  static Run begun(Run run) {
    return with(run, NONE);
  }

  /** What a training reports, and what its folds have come to. */
  static PublishResult withFolds(TrainingJobSpec spec, Run run, PublishResult result) {
    Result folds = run.search() == null ? null : run.search().best();
    if (SearchPlan.folds(spec) == 0 || folds == null || folds.metrics() == null) {
      return result;
    }
    Map<String, Double> metrics = new TreeMap<>(result.metrics());
    folds.metrics().forEach((name, value) -> metrics.put("cv." + name, value));
    return new PublishResult(result.artifact(), metrics);
  }

  /** The same when the Job of a new trial is being made. */
  static Run started(Run run, Instant now) {
    SearchProgress search = Objects.requireNonNullElse(run.search(), NONE);
    return with(run, SearchProgressBuilder.builder(search).startedAt(now.toString()).build());
  }

  /** The same when it is known which trial is best. */
  static Run finished(Run run, Instant now) {
    SearchProgress search = Objects.requireNonNullElse(run.search(), NONE);
    return with(run, SearchProgressBuilder.builder(search).finishedAt(now.toString()).build());
  }

  /** The best trial: also one whose Job somebody has deleted. */
  static Optional<Result> best(SearchProgress last, Trials trials) {
    Optional<Result> found = trials.best().map(SearchTrial::result);
    Result known = last.best();
    return known != null
            && (found.isEmpty() || better(trials.search(), known, found.get()))
            && trials.trial(known.trial()).isEmpty()
        ? Optional.of(known)
        : found;
  }

  private static boolean better(@Nullable Search search, Result a, Result b) {
    if (search == null || a.objective() == null || b.objective() == null) {
      return false;
    }
    return search.objective().goal() == Search.Goal.Maximize
        ? a.objective() >= b.objective()
        : a.objective() <= b.objective();
  }

  /** How far it is, for a person. */
  static String words(TrainingJobSpec spec, Run run) {
    SearchProgress search = Objects.requireNonNullElse(run.search(), NONE);
    Search wanted = spec.search();
    int ended = search.succeeded() + search.stopped() + search.failed();
    if (wanted == null) {
      return "run %s (%s): cross-validation on %d folds"
          .formatted(run.name(), run.trigger(), SearchPlan.folds(spec));
    }
    String of = wanted.trials() == null ? "" : " of " + wanted.trials();
    Result best = search.best();
    return "run %s (%s): %d%s trials ended, %d failed%s"
        .formatted(
            run.name(),
            run.trigger(),
            ended,
            of,
            search.failed(),
            best == null
                ? ""
                : "; best: trial %d, %s=%s"
                    .formatted(best.trial(), wanted.objective().metric(), best.objective()));
  }

  private static @Nullable TrainingProgress progress(
      TrainingJobSpec spec, SearchProgress search, @Nullable Result best) {
    Search wanted = spec.search();
    if (wanted == null) {
      return null;
    }
    int ended = search.succeeded() + search.stopped() + search.failed();
    return TrainingProgressBuilder.builder()
        .percent(wanted.trials() == null ? null : Math.min(100, 100 * ended / wanted.trials()))
        .metrics(
            best == null || best.objective() == null
                ? Map.of()
                : Map.of(wanted.objective().metric(), best.objective()))
        .build();
  }

  private static Run with(Run run, SearchProgress search) {
    return TrainingJobStatusRunBuilder.builder(run).search(search).build();
  }

  private SearchSummary() {}
}
