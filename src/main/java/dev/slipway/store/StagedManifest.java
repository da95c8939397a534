package dev.slipway.store;

import dev.slipway.contract.Failure;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a pod of another operator has left: {@code ended/<pod>.json} in the attempt's folder,
 * written after all of its files. The pod has written {@code begun/<pod>} when it began, so that a
 * reader knows which pod was the last and waits for that one: the other operator may try again by
 * itself. Files are named by their digests.
 *
 * @param model the files in the model folder, by their paths
 * @param work the metrics file and what was seen of the processes, as far as they are there, by
 *     their paths in the work volume
 * @param failure why nothing could be left; null when it could
 */
public record StagedManifest(
    List<StoredFile> model, List<StoredFile> work, @Nullable Failure failure) {
  /** The folder with a file for each pod that has begun. */
  public static final String BEGUN = "begun/";

  private static final String ENDED = "ended/";

  public StagedManifest {
    model = model == null ? List.of() : List.copyOf(model);
    work = work == null ? List.of() : List.copyOf(work);
  }

  /** Where the manifest of a pod is. */
  public static String name(String pod) {
    return ENDED + pod + ".json";
  }
}
