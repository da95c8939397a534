package dev.slipway.agent;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.streams.ReadStream;
import io.vertx.core.streams.WriteStream;
import org.jspecify.annotations.Nullable;

/** A copy of a body that passes by; given up when the body is too large. */
final class Copy {
  private @Nullable Buffer body = Buffer.buffer();

  /** Takes a whole body. */
  void set(Buffer whole) {
    body = whole.length() > Recorder.LARGEST_BODY ? null : whole;
  }

  /** Takes the next piece. */
  void add(Buffer piece) {
    if (body == null) {
      return;
    }
    body = body.length() + piece.length() > Recorder.LARGEST_BODY ? null : body.appendBuffer(piece);
  }

  /** Passes a body on as it comes, no faster than the other end takes it, and copies it. */
  void passOn(ReadStream<Buffer> from, WriteStream<Buffer> to, Runnable end) {
    from.handler(
        piece -> {
          add(piece);
          to.write(piece);
          if (to.writeQueueFull()) {
            from.pause();
            to.drainHandler(drained -> from.resume());
          }
        });
    from.endHandler(over -> end.run());
  }

  /** Whether everything is here. */
  boolean whole() {
    return body != null;
  }

  /** What is here. */
  byte[] bytes() {
    return body == null ? new byte[0] : body.getBytes();
  }
}
