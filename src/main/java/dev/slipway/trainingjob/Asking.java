package dev.slipway.trainingjob;

import dev.slipway.api.Slipway;
import dev.slipway.api.TrainingJob;
import org.jspecify.annotations.Nullable;

/** The annotation by which a person asks for a run. */
final class Asking {
  /** What the annotation says; null when it is not there. */
  static @Nullable String value(TrainingJob tj) {
    var annotations = tj.getMetadata().getAnnotations();
    return annotations == null ? null : annotations.get(Slipway.ASK_RUN);
  }

  /** Whether a value is there that no run has answered. */
  static boolean pending(TrainingJob tj, @Nullable String handled) {
    String value = value(tj);
    return value != null && !value.equals(handled);
  }

  private Asking() {}
}
