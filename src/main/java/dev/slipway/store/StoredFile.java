package dev.slipway.store;

import java.util.Collection;

/**
 * A file of a snapshot or a model.
 *
 * @param path its path in the snapshot's folder, or in the model's
 * @param sha256 its digest, hexadecimal
 * @param bytes its size
 */
public record StoredFile(String path, String sha256, long bytes) {
  /** How many bytes files have together. */
  public static long total(Collection<StoredFile> files) {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }
}
