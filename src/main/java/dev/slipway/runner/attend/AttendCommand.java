package dev.slipway.runner.attend;

import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.progress.ProgressServer;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;

/**
 * {@code runner attend}: a sidecar of the training container. It answers the operator's question
 * how far the training is, until the pod ends.
 */
@Command(name = "attend", description = "Tells how far a training is.")
public final class AttendCommand implements Callable<Integer> {
  private final PodContext pod;

  /** In a pod. */
  public AttendCommand(PodContext pod) {
    this.pod = pod;
  }

  @Override
  public Integer call() throws InterruptedException {
    var tail = new MetricsTail(pod.path(PodPaths.METRICS), InstantSource.system());
    try (ProgressServer server = ProgressServer.start(pod, tail::now)) {
      new CountDownLatch(1).await(); // the kubelet ends it with the pod
    }
    return 0;
  }
}
