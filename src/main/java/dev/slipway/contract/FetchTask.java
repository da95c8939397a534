package dev.slipway.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.store.StoreSettings;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What {@code runner fetch} is asked to bring into a pod.
 *
 * @param items what to bring
 * @param store how to reach the store
 */
public record FetchTask(List<Item> items, StoreSettings store) {
  public FetchTask {
    items = items == null ? List.of() : List.copyOf(items);
  }

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
   * @param fold of a SNAPSHOT: the fold of a cross-validation that it becomes; null for the
   *     snapshot as it is
   * @param patienceSeconds how long STAGED is waited for
   * @param cache of a SNAPSHOT: where pods share a copy of it, which is mounted at {@code to}; null
   *     when it is brought to {@code to} itself
   */
  public record Item(
      Kind kind,
      String uri,
      String digest,
      String to,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Fold fold,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) long patienceSeconds,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Cache cache) {
    public Item {
      if (cache != null && kind != Kind.SNAPSHOT) {
        throw new IllegalArgumentException(kind + " is not cached");
      }
    }

    /** A thing as it is. */
    public Item(Kind kind, String uri, String digest, String to) {
      this(kind, uri, digest, to, null, 0, null);
    }

    /** A fold of a snapshot. */
    public Item(Kind kind, String uri, String digest, String to, @Nullable Fold fold) {
      this(kind, uri, digest, to, fold, 0, null);
    }

    /** What the pod of another operator leaves, whatever its digest. */
    public static Item staged(String uri, String to, long patienceSeconds) {
      return new Item(Kind.STAGED, uri, "", to, null, patienceSeconds, null);
    }
  }

  /**
   * A copy of a snapshot, or of a fold of it, that pods share.
   *
   * @param uri its folder, pvc://&lt;claim&gt;/&lt;folder of copies&gt;/&lt;name&gt;; the files are
   *     in {@link #DATA}
   * @param holdSeconds how long this pod may read it; it is not removed before
   * @param keepSeconds how long it is kept after this use, unless room is needed
   */
  public record Cache(String uri, long holdSeconds, long keepSeconds) {
    /** The folder of a copy that has the snapshot's files. */
    public static final String DATA = "data";
  }

  /**
   * A fold of a cross-validation over the rows of a snapshot's train and validation parts.
   *
   * @param index the fold that is validated on, from 0
   * @param of how many folds there are, at least 2
   */
  public record Fold(int index, int of) {}
}
