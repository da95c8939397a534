package dev.slipway.agent;

/** Where an agent is between its start and its end. Safe for threads. */
final class Lifecycle {
  private volatile boolean warm;
  private volatile boolean runtimeReady;
  private volatile boolean draining;

  /** The code is compiled: the first client need not wait. */
  void warmed() {
    warm = true;
  }

  /** Whether the runtime says that it can answer. */
  void runtime(boolean ready) {
    runtimeReady = ready;
  }

  /** The pod is about to end. */
  void drain() {
    draining = true;
  }

  /** Whether the pod is about to end. */
  boolean draining() {
    return draining;
  }

  /** Whether the runtime answers. */
  boolean runtimeReady() {
    return runtimeReady;
  }

  /** Whether clients should be sent here. */
  boolean ready() {
    return warm && runtimeReady && !draining;
  }

  /** The same for a person. */
  String describe() {
    if (draining) {
      return "draining";
    }
    if (!runtimeReady) {
      return "waiting for the runtime";
    }
    return warm ? "ready" : "warming up";
  }
}
