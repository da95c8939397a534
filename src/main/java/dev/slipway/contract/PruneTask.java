package dev.slipway.contract;

import dev.slipway.store.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which snapshots of a Dataset {@code runner prune} may remove.
 *
 * @param namespace the Dataset's namespace
 * @param name the Dataset's name
 * @param store where they lie
 * @param keep the names (see {@link dev.slipway.api.Snapshot}) of those that stay in any case
 * @param snapshots how many of the newest stay; null for all
 * @param age how old one may be, as the API writes it; null for any age
 */
public record PruneTask(
    String namespace,
    String name,
    StoreSettings store,
    List<String> keep,
    @Nullable Integer snapshots,
    @Nullable String age) {
  public PruneTask {
    keep = keep == null ? List.of() : List.copyOf(keep);
  }
}
