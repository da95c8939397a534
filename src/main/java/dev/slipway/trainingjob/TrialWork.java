package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJobStatus.Run;

/**
 * An attempt of a trial that should start.
 *
 * @param trial the trial's number, from 1
 * @param fold the fold's number, from 1; 0 when there are none
 * @param attempt the attempt's number, from 1
 */
record TrialWork(int trial, int fold, int attempt, TrialTask task) {
  /**
   * What it is called in its run, and the same for all attempts: its checkpoints have this name.
   */
  String name() {
    return fold == 0 ? "t" + trial : "t%d-f%d".formatted(trial, fold);
  }

  /**
   * The same in the store and in the cluster; a run that is asked for again has the same digest.
   */
  String name(Run run) {
    return "%s-%d-%s".formatted(run.name(), run.number(), name());
  }
}
