package dev.slipway.modelversion;

import dev.slipway.api.ModelVersion;
import dev.slipway.api.ModelVersionStatus;
import dev.slipway.status.Conditions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Which of the versions of a model is the one to beat. */
final class Versions {
  static final String APPROVED = "Approved";

  /** The approved and ready version with the highest number below this one's. */
  static Optional<ModelVersion> champion(ModelVersion version, List<ModelVersion> all) {
    return all.stream()
        .filter(other -> other.getSpec().model().equals(version.getSpec().model()))
        .filter(other -> other.getSpec().version() < version.getSpec().version())
        .filter(other -> approved(other.getStatus()))
        .max(Comparator.comparing(other -> other.getSpec().version()));
  }

  private static boolean approved(ModelVersionStatus status) {
    return status != null
        && Conditions.isTrue(status.conditions(), APPROVED)
        && Conditions.isTrue(status.conditions(), Conditions.READY);
  }

  private Versions() {}
}
