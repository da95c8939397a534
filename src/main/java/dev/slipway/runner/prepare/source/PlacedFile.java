package dev.slipway.runner.prepare.source;

import dev.slipway.store.FileRevision;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file of a place. */
sealed interface PlacedFile {
  /** Its address as people may read it. */
  String location();

  /** Its path in the place; its ending tells format and packing, its folders the partitions. */
  String path();

  /**
   * One that the pod has mounted: it is read where it lies.
   *
   * @param revision what it was when it was found
   */
  record Mounted(String location, String path, Path file, FileRevision revision)
      implements PlacedFile {}

  /**
   * One that is brought over the network.
   *
   * @param key its whole address, which tells it from all others
   */
  record Remote(String location, String path, String key, Fetch fetch) implements PlacedFile {}

  /** Brings a file. */
  interface Fetch {
    /**
     * Brings it, unless it still is what is known.
     *
     * @param known the revision that is at hand; null for none
     * @return its revision; null when it is the known one, and nothing was brought
     */
    @Nullable FileRevision fetch(@Nullable FileRevision known, Path to)
        throws IOException, InterruptedException;
  }
}
