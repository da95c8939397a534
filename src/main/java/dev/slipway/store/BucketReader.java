package dev.slipway.store;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.opendal.AsyncOperator;
import org.apache.opendal.ListOptions;
import org.apache.opendal.Metadata;
import org.apache.opendal.OpenDALException;
import org.jspecify.annotations.Nullable;

/**
 * Reads files of a bucket that is not ours. Calls are repeated a few times; one that gets no answer
 * is given up. What fails is a {@link StoreException}.
 */
public final class BucketReader implements AutoCloseable {
  /** The largest piece that is read at a time, in bytes. */
  public static final int PIECE = OpenDalStore.PIECE;

  /**
   * A file.
   *
   * @param path its path in the bucket
   * @param revision what tells its content from another
   */
  public record Item(String path, FileRevision revision) {}

  private final BucketAddress address;
  private final AsyncOperator operator;
  private final Duration stall;

  private BucketReader(BucketAddress address, AsyncOperator operator, Duration stall) {
    this.address = address;
    this.operator = operator;
    this.stall = stall;
  }

  /**
   * Opens a bucket.
   *
   * @param settings see {@link BucketAddress#settings}
   * @param stall how long an answer is waited for
   */
  public static BucketReader open(
      BucketAddress address, Map<String, String> settings, Duration stall) {
    try (AsyncOperator plain = AsyncOperator.of(address.service(), settings)) {
      return new BucketReader(address, plain.layer(OpenDalStore.RETRIES), stall);
    } catch (OpenDALException e) {
      throw StoreFault.of(e, "open", address.root());
    }
  }

  /**
   * The files below a folder at any depth, in no order.
   *
   * @param folder empty, or ending with a slash
   */
  public List<Item> list(String folder) {
    var recursive = ListOptions.builder().recursive(true).build();
    return call("list", folder, operator.list(folder, recursive)).stream()
        .filter(entry -> entry.getMetadata().isFile())
        .map(entry -> new Item(entry.getPath(), revision(entry.getMetadata())))
        .toList();
  }

  /** A file as it is now. */
  public FileRevision stat(String path) {
    return revision(call("look at", path, operator.stat(path)));
  }

  /** Bytes of a file. */
  public byte[] read(String path, long offset, long length) {
    return call("read", path, operator.read(path, offset, length));
  }

  @Override
  public void close() {
    operator.close();
  }

  private static FileRevision revision(Metadata metadata) {
    Instant modified = metadata.getLastModified();
    return new FileRevision(
        text(metadata.getEtag()),
        text(metadata.getVersion()),
        modified == null ? null : modified.toString(),
        metadata.getContentLength());
  }

  private static @Nullable String text(@Nullable String value) {
    return value == null || value.isEmpty() ? null : value;
  }

  private <T> T call(String verb, String path, CompletableFuture<T> answer) {
    String place = address.root() + path;
    try {
      return answer.get(stall.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new StoreException(
          StoreException.UNREACHABLE,
          "cannot %s %s: no answer for %d seconds".formatted(verb, place, stall.toSeconds()),
          e);
    } catch (ExecutionException | CompletionException e) {
      if (e.getCause() instanceof OpenDALException fault) {
        throw StoreFault.of(fault, verb, place);
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreException(StoreException.UNREACHABLE, "interrupted while reading " + place, e);
    }
  }
}
