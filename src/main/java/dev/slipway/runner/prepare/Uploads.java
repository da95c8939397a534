package dev.slipway.runner.prepare;

import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoredFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Hashes and uploads files one after another, beside what is done meanwhile. */
final class Uploads implements AutoCloseable {
  private final ObjectStore store;
  private final Path from;
  private final String to;
  private final List<Future<StoredFile>> files = new ArrayList<>();
  private long bytes;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /**
   * From a folder to a folder.
   *
   * @param from the folder here
   * @param to the folder in the store, with a slash at its end
   */
  Uploads(ObjectStore store, Path from, String to) {
    this.store = store;
    this.from = from;
    this.to = to;
  }

  /** Takes a file that is finished. */
  void add(String path) throws IOException {
    bytes += Files.size(from.resolve(path));
    files.add(thread.submit(() -> upload(path)));
  }

  /** How much the files hold that were taken. */
  long bytes() {
    return bytes;
  }

  /** All files that were taken, in order, when all of them are in the store. */
  List<StoredFile> all() throws IOException {
    var all = new ArrayList<StoredFile>();
    for (Future<StoredFile> file : files) {
      try {
        all.add(file.get());
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case RuntimeException unchecked -> throw unchecked;
          case IOException io -> throw io;
          case null, default -> throw new IllegalStateException(e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while files were uploaded", e);
      }
    }
    return all;
  }

  /** Gives up what is not uploaded yet. */
  @Override
  public void close() {
    thread.shutdownNow();
    thread.close();
  }

  private StoredFile upload(String path) throws IOException {
    Path file = from.resolve(path);
    StoredFile stored = StoredFile.of(path, file);
    store.upload(file, to + path);
    return stored;
  }
}
