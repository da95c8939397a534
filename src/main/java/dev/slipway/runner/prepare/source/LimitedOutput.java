package dev.slipway.runner.prepare.source;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/** A stream that takes so many bytes and no more. */
final class LimitedOutput extends FilterOutputStream {
  private final Supplier<RuntimeException> full;
  private final LongConsumer taken;
  private long left;

  /**
   * With what is told.
   *
   * @param taken is told how many bytes were written, each time
   * @param full makes the refusal
   */
  LimitedOutput(OutputStream out, long limit, LongConsumer taken, Supplier<RuntimeException> full) {
    super(out);
    this.left = limit;
    this.full = full;
    this.taken = taken;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (length > left) {
      throw full.get();
    }
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      if (String.valueOf(e.getMessage()).contains("No space left")) {
        throw full.get();
      }
      throw e;
    }
    left -= length;
    taken.accept(length);
  }
}
