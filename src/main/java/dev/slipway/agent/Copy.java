package dev.slipway.agent;

import io.vertx.core.buffer.Buffer;
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

  /** Whether everything is here. */
  boolean whole() {
    return body != null;
  }

  /** What is here. */
  byte[] bytes() {
    return body == null ? new byte[0] : body.getBytes();
  }
}
