package dev.slipway.runner.prepare.source;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A file of which a part may have come. What came is kept when the server gave it a strong ETag,
 * because only then the rest can be asked for without mixing two contents.
 */
final class PartialFile {
  private final Scratch scratch;
  private final String source;
  private final String place;
  private final Path file;
  private final AtomicLong have = new AtomicLong();
  private @Nullable String etag;
  private @Nullable OutputStream out;

  PartialFile(Scratch scratch, String source, String place, Path file) {
    this.scratch = scratch;
    this.source = source;
    this.place = place;
    this.file = file;
  }

  /** How many bytes have come. */
  long have() {
    return have.get();
  }

  /** How many bytes need not come again. */
  long kept() {
    return etag == null ? 0 : have.get();
  }

  /** The tag of the content that the bytes are of; null when the rest cannot be asked for. */
  @Nullable String tag() {
    return have.get() > 0 ? etag : null;
  }

  /** A whole content begins. */
  void begin(@Nullable String tag) throws IOException {
    have.set(0);
    etag = tag == null || tag.startsWith("W/") ? null : tag;
    out = scratch.create(source, place, file);
  }

  /** The rest begins. */
  void resume() throws IOException {
    out = scratch.append(source, place, file);
  }

  /** What came so far is of no use. */
  void forget() {
    have.set(0);
    etag = null;
  }

  /** Takes what comes; an error is told to the one who waits. */
  void take(List<ByteBuffer> pieces, CompletableFuture<?> broken) {
    try {
      OutputStream to = out;
      if (to == null || broken.isDone()) {
        return;
      }
      for (ByteBuffer piece : pieces) {
        byte[] bytes = new byte[piece.remaining()];
        piece.get(bytes);
        to.write(bytes);
        have.addAndGet(bytes.length);
      }
    } catch (IOException | RuntimeException e) {
      broken.completeExceptionally(e);
    }
  }

  /** Nothing more comes. */
  void close() throws IOException {
    OutputStream to = out;
    out = null;
    if (to != null) {
      to.close();
    }
  }
}
