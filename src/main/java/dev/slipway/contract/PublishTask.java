package dev.slipway.contract;

import dev.slipway.api.Documentation;
import dev.slipway.api.ModelVersionSpec.Lineage;
import dev.slipway.store.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner publish} is asked to do with the model folder {@link PodPaths#MODEL} and the
 * metrics file {@link PodPaths#METRICS}.
 *
 * @param namespace the TrainingJob's namespace
 * @param model the line of versions
 * @param lineage what the model was made from
 * @param documentation what people must know of it
 * @param store where the model goes
 * @param everyRank whether each of several pods leaves a model; else the first alone does
 * @param discard folders of the store that nobody needs any more once the model is there
 */
public record PublishTask(
    String namespace,
    String model,
    Lineage lineage,
    @Nullable Documentation documentation,
    StoreSettings store,
    boolean everyRank,
    List<String> discard) {
  public PublishTask {
    discard = discard == null ? List.of() : List.copyOf(discard);
  }

  /** Publishes, and removes nothing. */
  public PublishTask(
      String namespace,
      String model,
      Lineage lineage,
      @Nullable Documentation documentation,
      StoreSettings store,
      boolean everyRank) {
    this(namespace, model, lineage, documentation, store, everyRank, List.of());
  }
}
