package dev.slipway.runner;

import java.io.IOException;

/** Tells a disk that is full from other faults. */
public final class DiskFull {
  /** The reason of failures that come of it. */
  static final String REASON = "ScratchFull";

  /**
   * Whether a fault comes of it: the operating system has one text, which all libraries pass on.
   */
  public static boolean causes(Throwable fault) {
    for (Throwable t = fault; t != null; t = t.getCause()) {
      if (t instanceof IOException && String.valueOf(t.getMessage()).contains("No space left")) {
        return true;
      }
      if (t instanceof RunnerException told && told.failure().reason().equals(REASON)) {
        return true;
      }
    }
    return false;
  }

  private DiskFull() {}
}
