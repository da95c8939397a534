package dev.slipway.store;

import java.io.InputStream;
import java.util.Objects;

/**
 * A file of known length, read in pieces that are asked for one by one. The library's own stream
 * ends quietly when a read fails; this one throws what the reader throws.
 */
final class PieceStream extends InputStream {
  /** Reads one piece. */
  interface Reader {
    byte[] read(long offset, long length);
  }

  private final long length;
  private final Reader reader;
  private byte[] piece = new byte[0];
  private int at;
  private long next;

  PieceStream(long length, Reader reader) {
    this.length = length;
    this.reader = reader;
  }

  @Override
  public int read() {
    return more() ? piece[at++] & 0xff : -1;
  }

  @Override
  public int read(byte[] into, int offset, int count) {
    Objects.checkFromIndexSize(offset, count, into.length);
    if (count == 0) {
      return 0;
    }
    if (!more()) {
      return -1;
    }
    int copied = Math.min(count, piece.length - at);
    System.arraycopy(piece, at, into, offset, copied);
    at += copied;
    return copied;
  }

  private boolean more() {
    if (at < piece.length) {
      return true;
    }
    if (next >= length) {
      return false;
    }
    long wanted = Math.min(OpenDalStore.PIECE, length - next);
    byte[] got = reader.read(next, wanted);
    if (got.length != wanted) {
      throw new StoreException(
          StoreException.UNREACHABLE,
          "a file became shorter while it was read: wanted "
              + wanted
              + " bytes, got "
              + got.length);
    }
    piece = got;
    next += wanted;
    at = 0;
    return true;
  }
}
