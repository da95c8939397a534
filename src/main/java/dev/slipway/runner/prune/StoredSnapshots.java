package dev.slipway.runner.prune;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.TolerantJson;
import dev.slipway.runner.RunnerException;
import dev.slipway.store.Digest;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.SnapshotManifest;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A Dataset's snapshots as they lie in the store.
 *
 * @param store the store's root
 * @param folder where they lie
 */
public record StoredSnapshots(ObjectStore store, String folder) {
  /** A preparation is stopped long before; what is older and has no manifest will never get one. */
  private static final Duration ABANDONED = Duration.ofHours(24);

  private static final JsonMapper JSON = TolerantJson.MAPPER;

  /**
   * One snapshot's folder.
   *
   * @param name the first characters of its digest
   * @param files its files, with the store's root before them
   * @param made when it was made; null when it has no manifest and so is not whole
   * @param bytes what all files hold; 0 when it is not whole
   */
  record Stored(String name, List<String> files, @Nullable Instant made, long bytes) {}

  /** All of them, the newest first; those that are not whole come last. */
  List<Stored> all() throws IOException {
    var all = new ArrayList<Stored>();
    for (var one : folders().entrySet()) {
      all.add(stored(one.getKey(), one.getValue()));
    }
    all.sort(
        Comparator.comparing(
            Stored::made, Comparator.nullsLast(Comparator.<Instant>reverseOrder())));
    return all;
  }

  /**
   * Removes what preparations and single writes have left behind that broke off long ago.
   *
   * @return how many bytes it was
   */
  public long sweep(Instant now) {
    long bytes = store.sweep(now.minus(ABANDONED));
    for (var one : folders().entrySet()) {
      List<String> files = one.getValue();
      if (!files.contains(manifest(one.getKey())) && abandoned(files, now)) {
        bytes += files.stream().mapToLong(store::size).sum();
        files.forEach(store::delete);
        removeFolders(files);
      }
    }
    return bytes;
  }

  /** The files of each, by its digest. */
  private Map<String, List<String>> folders() {
    var folders = new TreeMap<String, List<String>>();
    for (String path : store.list(folder)) {
      String rest = path.substring(folder.length() + 1);
      int slash = rest.indexOf('/');
      if (slash > 0) {
        folders.computeIfAbsent(rest.substring(0, slash), k -> new ArrayList<>()).add(path);
      }
    }
    return folders;
  }

  private boolean abandoned(List<String> files, Instant now) {
    return files.stream()
        .map(store::modified)
        .allMatch(written -> written != null && written.isBefore(now.minus(ABANDONED)));
  }

  private Stored stored(String digest, List<String> files) throws IOException {
    String manifest = manifest(digest);
    String name = Digest.shortened("sha256:" + digest, 12);
    if (!files.contains(manifest)) {
      return new Stored(name, files, null, 0);
    }
    byte[] content = store.read(manifest);
    SnapshotManifest read;
    try {
      read = JSON.readValue(content, SnapshotManifest.class);
    } catch (JsonProcessingException e) {
      throw new RunnerException(
          "SnapshotInvalid",
          manifest
              + " in the store cannot be read, so nobody knows what it is: look at it, and remove its folder ("
              + e.getOriginalMessage()
              + ")",
          false);
    }
    long bytes = StoredFile.total(read.files()) + content.length;
    return new Stored(name, files, Instant.parse(read.time()), bytes);
  }

  /**
   * Removes one, its manifest first, so that what is left when this breaks off looks unfinished to
   * everybody.
   */
  void remove(Stored snapshot) {
    snapshot.files().stream().filter(StoredSnapshots::isManifest).forEach(store::delete);
    snapshot.files().stream().filter(file -> !isManifest(file)).forEach(store::delete);
    removeFolders(snapshot.files());
  }

  /** File systems keep empty folders; object stores have none. */
  private void removeFolders(List<String> files) {
    files.stream()
        .flatMap(file -> above(file).stream())
        .distinct()
        .sorted(Comparator.comparing(String::length).reversed())
        .forEach(store::delete);
  }

  private List<String> above(String file) {
    var folders = new ArrayList<String>();
    for (int slash = file.lastIndexOf('/');
        slash > folder.length();
        slash = file.lastIndexOf('/', slash - 1)) {
      folders.add(file.substring(0, slash + 1));
    }
    return folders;
  }

  private String manifest(String digest) {
    return folder + "/" + digest + "/" + SnapshotManifest.NAME;
  }

  private static boolean isManifest(String file) {
    return file.endsWith("/" + SnapshotManifest.NAME);
  }
}
