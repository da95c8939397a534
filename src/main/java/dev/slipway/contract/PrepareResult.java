package dev.slipway.contract;

import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.Snapshot;
import java.util.List;

/**
 * What {@code runner prepare} made.
 *
 * @param snapshot the snapshot, new or confirmed; its time is the preparation's
 * @param failedExpectations those of severity Warn that were not met; at most 10
 */
public record PrepareResult(Snapshot snapshot, List<FailedExpectation> failedExpectations) {
  public PrepareResult {
    failedExpectations = failedExpectations == null ? List.of() : List.copyOf(failedExpectations);
  }
}
