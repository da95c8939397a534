package dev.slipway.contract;

import dev.slipway.api.DatasetStatus.FailedExpectation;
import dev.slipway.api.DatasetStatus.Hint;
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
 * @param hints what of the snapshot deserves a look, the gravest first; at most 10
 * @param sourceRevision what {@code runner poll} would have said when it began; null without
 *     onChange
 */
public record PrepareResult(
    @Nullable Snapshot snapshot,
    List<FailedExpectation> failedExpectations,
    long quarantined,
    List<Hint> hints,
    @Nullable String sourceRevision) {
  private static final int MOST_HINTS = 10;

  public PrepareResult {
    failedExpectations = failedExpectations == null ? List.of() : List.copyOf(failedExpectations);
    hints = hints == null ? List.of() : List.copyOf(hints);
  }

  /** The same with as many of its hints as a termination message holds beside the rest. */
  public PrepareResult fitting() {
    PrepareResult result = first(Math.min(hints.size(), MOST_HINTS));
    while (!result.hints.isEmpty() && !TerminationMessage.fits(result)) {
      result = result.first(result.hints.size() - 1);
    }
    return result;
  }

  private PrepareResult first(int many) {
    return new PrepareResult(
        snapshot, failedExpectations, quarantined, hints.subList(0, many), sourceRevision);
  }
}
