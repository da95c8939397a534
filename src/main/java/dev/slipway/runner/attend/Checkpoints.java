package dev.slipway.runner.attend;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.api.Checkpoint;
import dev.slipway.store.CheckpointManifest;
import dev.slipway.store.Digest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Copies what the training code leaves in its folder of checkpoints into the store, whenever it is
 * whole: what is new in it was renamed into place, or nothing has changed for {@link #REST}. What
 * changes while it is copied does not count. The last {@link #KEPT} checkpoints are kept.
 */
final class Checkpoints {
  /** How long a file that was written in place must have been left alone. */
  static final Duration REST = Duration.ofSeconds(10);

  private static final int KEPT = 2;
  private static final JsonMapper JSON = new JsonMapper();

  private final ObjectStore store;
  private final Path folder;
  private final Duration every;
  private final InstantSource clock;
  private final TreeMap<Integer, CheckpointManifest> kept = new TreeMap<>();
  private final Set<String> contents = new HashSet<>();

  private FolderLook seen = FolderLook.EMPTY;
  private FolderLook saved = FolderLook.EMPTY;
  private Instant changed;
  private @Nullable Instant savedAt;
  private volatile @Nullable Checkpoint last;

  /**
   * Goes on where an attempt before ended.
   *
   * @param store the run's checkpoints in the store
   * @param folder the folder in the pod
   * @param every how long there is at least between two copies
   */
  Checkpoints(ObjectStore store, Path folder, Duration every, InstantSource clock)
      throws IOException {
    this.store = store;
    this.folder = folder;
    this.every = every;
    this.clock = clock;
    this.changed = clock.instant();
    for (String path : store.list("")) {
      OptionalInt number = CheckpointManifest.number(path);
      if (number.isPresent()) {
        kept.put(number.getAsInt(), JSON.readValue(store.read(path), CheckpointManifest.class));
      } else {
        contents.add(path);
      }
    }
  }

  /** The last one that this pod has saved; null for none. */
  @Nullable Checkpoint last() {
    return last;
  }

  /** When the folder changed last. */
  Instant changed() {
    return changed;
  }

  /**
   * Looks at the folder, and saves what is whole and new.
   *
   * @param ending whether the pod ends: then nothing is waited for, and only what was renamed into
   *     place counts, as other files may have been cut off
   */
  void look(boolean ending) throws IOException {
    FolderLook now = FolderLook.at(folder);
    if (!now.equals(seen)) {
      seen = now;
      changed = clock.instant();
    }
    if (now.files().isEmpty() || now.files().equals(saved.files())) {
      return;
    }
    boolean rested = !ending && !clock.instant().isBefore(changed.plus(REST));
    boolean due = ending || savedAt == null || !clock.instant().isBefore(savedAt.plus(every));
    boolean whole = now.inPlace().stream().allMatch(entry -> now.same(entry, saved));
    if ((whole || rested) && due) {
      save(now);
    }
  }

  /** Removes the run's checkpoints: its model is there. */
  void discard() {
    store.list("").forEach(store::delete);
  }

  private void save(FolderLook whole) throws IOException {
    var files = new ArrayList<StoredFile>();
    for (var entry : whole.files().entrySet()) {
      Path path = folder.resolve(entry.getKey());
      var file = new StoredFile(entry.getKey(), Digest.ofFile(path), entry.getValue().bytes());
      String content = CheckpointManifest.content(file);
      if (!contents.contains(content)) {
        store.upload(path, content);
        contents.add(content);
      }
      files.add(file);
    }
    if (!FolderLook.at(folder).files().equals(whole.files())) {
      return; // what was copied may be of two checkpoints
    }
    Instant now = clock.instant();
    var manifest =
        new CheckpointManifest(
            kept.isEmpty() ? 1 : kept.lastKey() + 1,
            now.truncatedTo(ChronoUnit.SECONDS).toString(),
            files);
    store.write(CheckpointManifest.name(manifest.number()), JSON.writeValueAsBytes(manifest));
    kept.put(manifest.number(), manifest);
    saved = whole;
    savedAt = now;
    last = new Checkpoint(manifest.number(), manifest.savedAt(), manifest.bytes());
    forget();
  }

  /** Removes older checkpoints, and files that no checkpoint has any more. */
  private void forget() {
    while (kept.size() > KEPT) {
      store.delete(CheckpointManifest.name(kept.pollFirstEntry().getKey()));
    }
    Set<String> needed =
        kept.values().stream()
            .flatMap(manifest -> manifest.files().stream())
            .map(CheckpointManifest::content)
            .collect(Collectors.toSet());
    List<String> over = contents.stream().filter(content -> !needed.contains(content)).toList();
    over.forEach(store::delete);
    over.forEach(contents::remove);
  }
}
