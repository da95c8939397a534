package dev.slipway.runner.attend;

import dev.slipway.contract.PodPaths;
import dev.slipway.contract.Trial;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.trial.TrialFiles;
import dev.slipway.store.StoreException;
import dev.slipway.store.TrialRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Writes the record of a trial whose training did not end well, so that nothing is published. */
final class TrialEnd {
  private final @Nullable Trial trial;
  private final PodContext pod;
  private final InstantSource clock;

  /**
   * For a pod.
   *
   * @param trial the trial; null for none
   */
  TrialEnd(@Nullable Trial trial, PodContext pod, InstantSource clock) {
    // of several pods the first one speaks
    this.trial = pod.rank() == 0 ? trial : null;
    this.pod = pod;
    this.clock = clock;
  }

  /** The pod ends. A record that cannot be written is said; nothing depends on it. */
  void write(MetricsTail tail) {
    if (trial == null || Files.exists(pod.path(PodPaths.RECORDED))) {
      return;
    }
    try {
      new TrialFiles(trial, pod)
          .write(TrialRecord.STOPPED, null, tail.now().metrics(), null, clock.instant());
    } catch (IOException | StoreException e) {
      pod.say("the record of trial %s cannot be written: %s", trial.name(), e);
    }
  }
}
