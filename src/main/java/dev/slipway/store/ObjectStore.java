package dev.slipway.store;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Files below one URI of a store, by paths relative to it. Calls block, and are repeated a few
 * times when the store does not answer; what still fails is a {@link StoreException}.
 */
public interface ObjectStore extends AutoCloseable {

  /** Opens a place inside a pod, with the credentials in its variables. */
  static ObjectStore open(String uri, StoreSettings settings) {
    return open(uri, settings, System.getenv(), Path.of("/"));
  }

  /**
   * Opens a place.
   *
   * @param uri s3://bucket/prefix or pvc://claim/path
   * @param settings endpoint and region of an s3 store
   * @param variables for s3 the AWS_… variables; when they hold no key, what the machine itself
   *     offers (web identity, instance metadata) is used
   * @param root the folder that stands for "/" when the place of a claim is looked for
   */
  static ObjectStore open(
      String uri, StoreSettings settings, Map<String, String> variables, Path root) {
    return OpenDalStore.open(uri, settings, variables, root);
  }

  /** Whether there is a file. */
  boolean exists(String path);

  /** How many bytes a file has. */
  long size(String path);

  /** When a file was written; null when the store does not tell. */
  @Nullable Instant modified(String path);

  /** The files below a folder at any depth, sorted; none when there is no such folder. */
  List<String> list(String folder);

  /** A whole file that fits into memory. */
  byte[] read(String path);

  /** A file, piece by piece; failing reads throw {@link StoreException}. */
  InputStream stream(String path);

  /** Brings a file to a local one, whose folders are made. */
  void download(String path, Path to);

  /** Writes a file that fits into memory; it appears whole or not at all. */
  void write(String path, byte[] content);

  /** Writes a local file into the store; it appears whole or not at all. */
  void upload(Path from, String path);

  /** Removes a file; one that is not there is no error. */
  void delete(String path);

  /**
   * Removes what writes that broke off before a moment have left behind, where that can be seen. In
   * S3 it cannot: a bucket's rule for incomplete uploads does it there.
   *
   * @return how many bytes it was
   */
  long sweep(Instant before);

  @Override
  void close();
}
