package dev.slipway.runtime;

/**
 * Where a runtime listens inside its pod.
 *
 * @param http for the Open Inference Protocol over REST
 * @param grpc for the same over gRPC
 * @param metrics for its own metrics
 */
public record RuntimePorts(int http, int grpc, int metrics) {
  /** Of the only runtime of a pod, or the first. */
  public static final RuntimePorts FIRST = new RuntimePorts(8081, 8082, 8083);

  /** Of a second runtime in the same pod. */
  public static final RuntimePorts SECOND = new RuntimePorts(8181, 8182, 8183);
}
