package dev.slipway.contract;

import dev.slipway.store.StoreSettings;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A trial of a search, whose record goes into the store: by {@code publish} when its training has
 * ended well, else by {@code attend}.
 *
 * @param namespace the TrainingJob's namespace
 * @param trainingJob the TrainingJob's name
 * @param run the run's name
 * @param name the trial's own name, with which it is unique in the run
 * @param parameters what it is trained with
 * @param objective the metric that trials are compared by; null for none
 * @param startedAt when it was started (RFC 3339); null when nobody knows
 * @param fold the fold that it is trained on; null for the whole snapshot
 * @param store where records go
 */
public record Trial(
    String namespace,
    String trainingJob,
    String run,
    String name,
    Map<String, String> parameters,
    @Nullable String objective,
    @Nullable String startedAt,
    FetchTask.@Nullable Fold fold,
    StoreSettings store) {
  public Trial {
    parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
  }
}
