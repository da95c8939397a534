package dev.slipway.runner.prepare.transform;

import dev.slipway.runner.RunnerException;

/** The ends that a transform can bring a preparation to; the message begins with its step. */
record TransformFault(int step) {
  /** What it made is of no use; another attempt would make the same. */
  RunnerException failed(String message) {
    return new RunnerException("TransformFailed", where() + ": " + message, false);
  }

  /** It does not fit into the pod's scratch. */
  RunnerException full(String message) {
    return new RunnerException("ScratchFull", where() + ": " + message, false);
  }

  String where() {
    return "steps[" + step + "] transform";
  }
}
