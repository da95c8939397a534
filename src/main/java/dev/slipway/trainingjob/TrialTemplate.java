package dev.slipway.trainingjob;

import dev.slipway.api.Search;
import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.api.TrainingJobStatus.Run;
import dev.slipway.api.TrainingJobStatusRunBuilder;
import dev.slipway.contract.AttendTask.Curve;
import dev.slipway.contract.FetchTask.Fold;
import dev.slipway.contract.PublishTask;
import dev.slipway.contract.Trial;
import dev.slipway.job.PodSettings;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The Job of a trial's attempt: that of an attempt with the trial's parameters and data. */
final class TrialTemplate {
  /**
   * What its pod is told beside what that of any attempt is.
   *
   * @param fold the fold that it is measured on; null for the whole snapshot
   * @param curve the metric whose course decides whether it goes on; null when nothing stops it
   */
  record Brief(PublishTask.Keep keep, Trial trial, @Nullable Fold fold, @Nullable Curve curve) {}

  /**
   * The Job of an attempt.
   *
   * @param best the best objective that is known; null when none is
   */
  static Job job(
      TrainingJob tj,
      Run run,
      TrialWork work,
      @Nullable Double best,
      PodSettings settings,
      Instant now) {
    TrainingJob variant = TrialVariant.of(tj, work.task().parameters());
    // what a trial varies makes no usable template unusable
    var template = (UserTemplate.Usable) UserTemplate.of(variant.getSpec().template());
    Run own =
        TrainingJobStatusRunBuilder.builder(run)
            .name(work.name(run))
            .attempt(work.attempt())
            .build();
    Job job =
        TrainingJobTemplate.job(
            variant,
            own,
            template.withMemory(work.task().memory()),
            settings,
            brief(variant, run, work, best, settings, now));
    Map<String, String> labels = new TreeMap<>();
    labels.put(Slipway.RUN, run.name());
    labels.put(Slipway.TRIAL, "" + work.trial());
    if (work.fold() > 0) {
      labels.put(Slipway.FOLD, "" + work.fold());
    }
    return new JobBuilder(job)
        .editMetadata()
        .addToLabels(labels)
        .addToAnnotations(Slipway.MADE_BY, Runs.id(tj, run))
        .addToAnnotations(Slipway.TRIAL_TASK, TrialAnnotations.write(work.task()))
        .endMetadata()
        .editSpec()
        .editTemplate()
        .editMetadata()
        .addToLabels(labels)
        .endMetadata()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Brief brief(
      TrainingJob tj,
      Run run,
      TrialWork work,
      @Nullable Double best,
      PodSettings settings,
      Instant now) {
    TrainingJobSpec spec = tj.getSpec();
    Search search = spec.search();
    int folds = SearchPlan.folds(spec);
    Fold fold = work.fold() == 0 ? null : new Fold(work.fold() - 1, folds);
    return new Brief(
        new PublishTask.Keep(
            search == null ? null : search.objective().metric(),
            search != null && search.objective().goal() == Search.Goal.Maximize,
            best,
            fold != null),
        new Trial(
            tj.getMetadata().getNamespace(),
            tj.getMetadata().getName(),
            run.name() + "-" + run.number(),
            work.name(),
            spec.parameters(),
            search == null ? null : search.objective().metric(),
            now.toString(),
            fold,
            settings.store()),
        fold,
        search == null ? null : EarlyStopping.curve(search));
  }

  private TrialTemplate() {}
}
