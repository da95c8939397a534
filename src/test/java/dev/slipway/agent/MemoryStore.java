package dev.slipway.agent;

import dev.slipway.store.ObjectStore;
import dev.slipway.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A store in memory that fails or hangs when told to. */
final class MemoryStore implements ObjectStore {
  private final Map<String, byte[]> files = new ConcurrentSkipListMap<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile @Nullable CountDownLatch hanging;

  /** The next writes fail. */
  void failNext(int writes) {
    failures.set(writes);
  }

  /** Writes wait for this. */
  void hang(CountDownLatch until) {
    hanging = until;
  }

  /** All files. */
  List<String> paths() {
    return List.copyOf(files.keySet());
  }

  /** The lines of all files below a folder. */
  List<String> lines(String folder) {
    return list(folder).stream()
        .flatMap(path -> new String(unzipped(read(path)), StandardCharsets.UTF_8).lines())
        .toList();
  }

  @Override
  public @Nullable Instant modified(String path) {
    return null;
  }

  @Override
  public long sweep(Instant before) {
    return 0;
  }

  @Override
  public void write(String path, byte[] content) {
    CountDownLatch until = hanging;
    if (until != null) {
      try {
        until.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(StoreException.UNREACHABLE, "interrupted");
      }
    }
    if (failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new StoreException(StoreException.UNREACHABLE, "told to fail");
    }
    if (files.put(path, content) != null) {
      throw new IllegalStateException(path + " was written twice");
    }
  }

  @Override
  public boolean exists(String path) {
    return files.containsKey(path);
  }

  @Override
  public long size(String path) {
    return read(path).length;
  }

  @Override
  public List<String> list(String folder) {
    return paths().stream().filter(path -> path.startsWith(folder)).toList();
  }

  @Override
  public byte[] read(String path) {
    byte[] content = files.get(path);
    if (content == null) {
      throw new StoreException(StoreException.NOT_FOUND, path);
    }
    return content;
  }

  @Override
  public InputStream stream(String path) {
    return new ByteArrayInputStream(read(path));
  }

  @Override
  public void download(String path, Path to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void upload(Path from, String path) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void delete(String path) {
    files.remove(path);
  }

  @Override
  public void close() {
    // Nothing is open.
  }

  private static byte[] unzipped(byte[] content) {
    try (var zip = new GZIPInputStream(new ByteArrayInputStream(content))) {
      return zip.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
