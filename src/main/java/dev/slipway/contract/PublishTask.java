package dev.slipway.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
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
 * @param keep when the model is worth being kept; null for always
 * @param trial the trial of a search that this is; null for none
 * @param discard folders of the store that nobody needs any more once the model is there
 */
public record PublishTask(
    String namespace,
    String model,
    Lineage lineage,
    @Nullable Documentation documentation,
    StoreSettings store,
    boolean everyRank,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Keep keep,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Trial trial,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> discard) {
  public PublishTask {
    discard = discard == null ? List.of() : List.copyOf(discard);
  }

  /** Of a run that keeps its model whatever comes, and leaves nothing else. */
  public PublishTask(
      String namespace,
      String model,
      Lineage lineage,
      @Nullable Documentation documentation,
      StoreSettings store,
      boolean everyRank) {
    this(namespace, model, lineage, documentation, store, everyRank, null, null, List.of());
  }

  /**
   * Which models are brought into the store. A metric that is named must have been reported in any
   * case.
   *
   * @param metric the objective; null when nothing is compared
   * @param maximize whether a greater value is a better one
   * @param best the value that it has to be better than; null when nothing is known yet
   * @param never whether the model is left out whatever its value, as that of a fold
   */
  public record Keep(
      @Nullable String metric, boolean maximize, @Nullable Double best, boolean never) {
    /** Whether a model of a value is kept. */
    public boolean keeps(double value) {
      return !never && (best == null || (maximize ? value > best : value < best));
    }
  }
}
