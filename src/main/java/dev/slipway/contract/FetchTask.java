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
    FILE,
    /** The model and metrics that the pod of another operator has left; they are waited for. */
    STAGED
  }

  /**
   * One thing to bring.
   *
   * @param kind what it is
   * @param uri where it lies
   * @param digest what it must be, sha256:…; empty for FILE, CHECKPOINT and STAGED
   * @param to the folder, or for FILE the file, it becomes
   * @param patienceSeconds how long STAGED is waited for
   */
  public record Item(Kind kind, String uri, String digest, String to, long patienceSeconds) {
    /** One that is there already. */
    public Item(Kind kind, String uri, String digest, String to) {
      this(kind, uri, digest, to, 0);
    }
  }
}
