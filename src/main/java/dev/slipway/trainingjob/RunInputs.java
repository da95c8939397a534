package dev.slipway.trainingjob;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.Search;
import dev.slipway.api.Snapshot;
import dev.slipway.api.TrainingJobSpec;
import dev.slipway.store.Digest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What decides which model comes out: runs with equal inputs are one run. */
final class RunInputs {
  private static final int NAME_LENGTH = 10;

  /**
   * The digest over template or job, parameters, snapshot, how many processes train together, and
   * what is searched.
   */
  static String digest(TrainingJobSpec spec, @Nullable Snapshot snapshot) {
    return Digest.ofJson(
        new Inputs(
            spec.template(),
            spec.parameters(),
            snapshot == null ? null : snapshot.digest(),
            beyondOne(spec.nodes()),
            beyondOne(spec.processesPerNode()),
            searched(spec.search()),
            spec.evaluation() == null ? null : spec.evaluation().folds(),
            spec.job()));
  }

  /** What decides which trials there are; how many, and how many at once, may change on the way. */
  private static @Nullable Search searched(@Nullable Search search) {
    return search == null
        ? null
        : new Search(
            search.algorithm(),
            search.objective(),
            search.parameters(),
            null,
            null,
            null,
            null,
            search.earlyStop(),
            search.untilGatesPass(),
            search.seed());
  }

  /** The name of the run with a digest. */
  static String name(String digest) {
    return Digest.shortened(digest, NAME_LENGTH);
  }

  private static @Nullable Integer beyondOne(@Nullable Integer number) {
    return number == null || number == 1 ? null : number;
  }

  private record Inputs(
      @Nullable JsonNode template,
      Map<String, String> parameters,
      @Nullable String snapshot,
      @Nullable Integer nodes,
      @Nullable Integer processesPerNode,
      @Nullable Search search,
      @Nullable Integer folds,
      @Nullable JsonNode job) {}

  private RunInputs() {}
}
