package dev.slipway.contract;

import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.Snapshot;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner prepare} made.
 *
 * @param snapshot the snapshot, new or confirmed; its time is the preparation's; null when an
 *     expectation of severity Fail was not met
 * @param failedExpectations those that were not met; at most 10
 * @param quarantined how many rows were set aside
 * @param sourceRevision what {@code runner poll} would have said when it began; null without
 *     onChange
 */
public record PrepareResult(
    @Nullable Snapshot snapshot,
    List<FailedExpectation> failedExpectations,
    long quarantined,
    @Nullable String sourceRevision) {
  public PrepareResult {
    failedExpectations = failedExpectations == null ? List.of() : List.copyOf(failedExpectations);
  }
}
