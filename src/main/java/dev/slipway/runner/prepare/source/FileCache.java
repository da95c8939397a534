package dev.slipway.runner.prepare.source;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.slipway.contract.TolerantJson;
import dev.slipway.store.Digest;
import dev.slipway.store.FileRevision;
import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Files as they came over the network, kept in the store by their addresses and revisions, so that
 * a preparation brings only what has changed since the last one. What the last preparation did not
 * read is removed, so it never holds more than one preparation's files; each of those fitted into
 * the pod's scratch.
 */
final class FileCache {
  /**
   * A file that is kept.
   *
   * @param revision what it was when it came
   * @param sha256 its digest, hexadecimal; also its name
   */
  record Entry(FileRevision revision, String sha256) {}

  private static final String INDEX = "index.json";
  private static final JsonMapper JSON = TolerantJson.MAPPER;

  private final ObjectStore store;
  private final String folder;
  private final Map<String, Entry> entries;
  private final Set<String> used = new HashSet<>();

  private FileCache(ObjectStore store, String folder, Map<String, Entry> entries) {
    this.store = store;
    this.folder = folder;
    this.entries = entries;
  }

  /**
   * Opens it.
   *
   * @param folder where it lies in the store
   */
  static FileCache open(ObjectStore store, String folder) {
    Map<String, Entry> entries = new TreeMap<>();
    String index = folder + "/" + INDEX;
    if (store.exists(index)) {
      try {
        entries.putAll(
            JSON.readValue(store.read(index), new TypeReference<Map<String, Entry>>() {}));
      } catch (IOException e) {
        // An index that cannot be read is that of an empty cache: everything is brought again.
        entries.clear();
      }
    }
    return new FileCache(store, folder, entries);
  }

  /** What is kept of an address; null for nothing. */
  @Nullable Entry find(String address) {
    return entries.get(key(address));
  }

  /** Brings what is kept; false when it is gone or damaged. */
  boolean bring(Entry entry, Path to) throws IOException {
    try {
      store.download(folder + "/" + entry.sha256(), to);
    } catch (StoreException e) {
      if (e.reason().equals(StoreException.NOT_FOUND)) {
        return false;
      }
      throw e;
    }
    return Digest.ofFile(to).equals(entry.sha256());
  }

  /** Keeps a file; one whose revision does not tell contents apart is not kept. */
  void keep(String address, FileRevision revision, String sha256, Path file) {
    if (!revision.tells()) {
      return;
    }
    var entry = new Entry(revision, sha256);
    if (!entry.equals(entries.put(key(address), entry)) && !store.exists(folder + "/" + sha256)) {
      store.upload(file, folder + "/" + sha256);
    }
    used.add(key(address));
  }

  /** What is kept of an address was of use. */
  void use(String address) {
    used.add(key(address));
  }

  /**
   * Writes down what is kept.
   *
   * @param whole whether all sources have been read, so that what was not used can go
   */
  void close(boolean whole) throws IOException {
    if (whole) {
      entries.keySet().retainAll(used);
    }
    if (entries.isEmpty() && !store.exists(folder + "/" + INDEX)) {
      return;
    }
    store.write(folder + "/" + INDEX, JSON.writeValueAsBytes(entries));
    var names = new TreeSet<String>();
    names.add(INDEX);
    entries.values().forEach(entry -> names.add(entry.sha256()));
    for (String path : store.list(folder)) {
      if (!names.contains(path.substring(path.lastIndexOf('/') + 1))) {
        store.delete(path);
      }
    }
  }

  /** An address can hold a signature, which must not be readable in the store. */
  private static String key(String address) {
    return Digest.hex(Digest.ofText(address));
  }
}
