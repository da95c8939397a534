package dev.slipway.contract;

import dev.slipway.store.StoreSettings;
import java.util.List;

/**
 * What {@code runner fetch} is asked to bring into a pod.
 *
 * @param items what to bring
 * @param store how to reach the store
 */
public record FetchTask(List<Item> items, StoreSettings store) {
  /** What an item is, and so how its digest is verified. */
  public enum Kind {
    /** A snapshot's folder, verified against its manifest and digest. */
    SNAPSHOT,
    /** A model's files, verified against their digest. */
    MODEL,
    /** The last whole checkpoint of a run, verified against its manifest; there may be none. */
    CHECKPOINT,
    /** One file, as it is; it may be missing. */
    FILE
  }

  /**
   * One thing to bring.
   *
   * @param kind what it is
   * @param uri where it lies
   * @param digest what it must be, sha256:…; empty for FILE and CHECKPOINT
   * @param to the folder, or for FILE the file, it becomes
   */
  public record Item(Kind kind, String uri, String digest, String to) {}
}
