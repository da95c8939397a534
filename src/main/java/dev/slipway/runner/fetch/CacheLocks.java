package dev.slipway.runner.fetch;

import dev.slipway.runner.PodContext;
import dev.slipway.store.Digest;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Locks of the copies in a claim, which the operating system takes back when their process dies. A
 * copy's lock is one byte of one file, far beyond its end, so nothing is left of copies that are
 * gone.
 */
final class CacheLocks implements AutoCloseable {
  /** So many hexadecimal digits are a place in a file. */
  private static final int DIGITS = 15;

  private final FileChannel file;
  private final PodContext pod;
  private boolean work = true;

  /** Locks in a file that is open for writing. */
  CacheLocks(FileChannel file, PodContext pod) {
    this.file = file;
    this.pod = pod;
  }

  /** The locks of a folder of copies. */
  static CacheLocks in(Path folder, PodContext pod) throws IOException {
    return new CacheLocks(
        FileChannel.open(
            folder.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE),
        pod);
  }

  /**
   * A lock while it is held.
   *
   * @param lock null when the file system has none
   */
  record Held(@Nullable FileLock lock) implements AutoCloseable {
    @Override
    public void close() throws IOException {
      if (lock != null) {
        lock.close();
      }
    }
  }

  /** Whether the file system has locks, as far as is known. */
  boolean work() {
    return work;
  }

  /** Takes a copy's lock, and waits for whoever has it. */
  Held lock(String copy) throws IOException {
    Optional<Held> free = tryLock(copy);
    if (free.isPresent()) {
      return free.get();
    }
    pod.say("waiting for another pod that brings the same snapshot");
    return new Held(file.lock(place(copy), 1, false));
  }

  /** Takes a copy's lock; empty when another pod has it. */
  Optional<Held> tryLock(String copy) {
    if (work) {
      try {
        return Optional.ofNullable(file.tryLock(place(copy), 1, false)).map(Held::new);
      } catch (IOException e) {
        work = false;
        pod.say(
            "files of the claim cannot be locked (%s): pods that begin at once each download", e);
      }
    }
    return Optional.of(new Held(null));
  }

  private static long place(String copy) {
    return Long.parseLong(Digest.shortened(Digest.ofText(copy), DIGITS), 16);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
