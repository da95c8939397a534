package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJobStatus.Attempt;
import dev.slipway.api.TrainingJobStatusAttemptBuilder;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a trial, or of one of its folds.
 *
 * @param trial the trial's number, from 1
 * @param fold the fold's number, from 1; 0 when there are none
 * @param number the attempt's number, from 1
 * @param outcome what became of it; null while that is not written down
 */
record TrialAttempt(
    int trial,
    int fold,
    int number,
    ObservedJob job,
    TrialTask task,
    @Nullable TrialOutcome outcome) {

  /** The attempt that a Job does. */
  static TrialAttempt of(ObservedJob job) {
    return new TrialAttempt(
        number(job, Slipway.TRIAL),
        number(job, Slipway.FOLD),
        number(job, Slipway.ATTEMPT),
        job,
        TrialAnnotations.read(job.job(), Slipway.TRIAL_TASK, TrialTask.class)
            .orElseGet(() -> new TrialTask(Map.of(), null)),
        TrialAnnotations.read(job.job(), Slipway.TRIAL_OUTCOME, TrialOutcome.class).orElse(null));
  }

  /** The same with what became of it. */
  TrialAttempt with(TrialOutcome ended) {
    return new TrialAttempt(trial, fold, number, job, task, ended);
  }

  /** As the attempt of a run is judged. */
  Attempt asAttempt() {
    return asAttempt(Runs.RUNNING, null);
  }

  /** The same with what became of it. */
  Attempt asAttempt(String reason, @Nullable Integer exitCode) {
    return TrainingJobStatusAttemptBuilder.builder()
        .number(number)
        .job(name())
        .reason(reason)
        .exitCode(exitCode)
        .startedAt(job.job().getMetadata().getCreationTimestamp())
        .memory(task.memory())
        .build();
  }

  /** Its Job's name. */
  String name() {
    return job.job().getMetadata().getName();
  }

  /** Where it runs; null when it does not. */
  @Nullable String node() {
    return job.state() instanceof JobState.Running running ? running.node() : null;
  }

  /** What it is called in sentences. */
  String words() {
    return fold == 0 ? "trial " + trial : "trial %d, fold %d".formatted(trial, fold);
  }

  private static int number(ObservedJob job, String label) {
    String text = job.job().getMetadata().getLabels().get(label);
    return text == null ? 0 : Integer.parseInt(text);
  }
}
