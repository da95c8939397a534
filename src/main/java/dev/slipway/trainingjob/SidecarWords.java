package dev.slipway.trainingjob;

import dev.slipway.contract.AttendResult;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.ObservedJob;
import java.util.Optional;

/** What the sidecar of a training container has left. */
final class SidecarWords {
  /** That of a Job's first pod, when it has ended. */
  static Optional<AttendResult> of(ObservedJob job) {
    return job.lastWords(TrainingJobTemplate.ATTEND)
        .flatMap(words -> TerminationMessage.result(words, AttendResult.class));
  }

  private SidecarWords() {}
}
