package dev.slipway.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/**
 * A file of a snapshot or a model.
 *
 * @param path its path in the snapshot's folder, or in the model's
 * @param sha256 its digest, hexadecimal
 * @param bytes its size
 */
public record StoredFile(String path, String sha256, long bytes) {
  /**
   * A file as it is on disk.
   *
   * @param path its path in the snapshot's folder, or in the model's
   */
  public static StoredFile of(String path, Path file) throws IOException {
    return new StoredFile(path, Digest.ofFile(file), Files.size(file));
  }

  /** How many bytes files have together. */
  public static long total(Collection<StoredFile> files) {
    return files.stream().mapToLong(StoredFile::bytes).sum();
  }
}
