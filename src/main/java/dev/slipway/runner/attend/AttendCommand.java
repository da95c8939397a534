package dev.slipway.runner.attend;

import dev.slipway.api.ResourceUse;
import dev.slipway.api.TrainingProgress;
import dev.slipway.api.TrainingProgressBuilder;
import dev.slipway.contract.AttendResult;
import dev.slipway.contract.AttendTask;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.progress.ProgressServer;
import dev.slipway.runner.resources.ResourceWatch;
import java.io.IOException;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;

/**
 * {@code runner attend}: a sidecar of the training container. It answers the operator's question
 * how far the training is, brings checkpoints into the store, and watches what the training uses
 * where it can see that, until the pod ends.
 */
@Command(name = "attend", description = "Tells how far a training is, and keeps its checkpoints.")
public final class AttendCommand extends TaskCommand<AttendTask, AttendResult> {
  private final CountDownLatch told = new CountDownLatch(1);
  private final CountDownLatch left = new CountDownLatch(1);

  /** In a pod. */
  public AttendCommand(PodContext pod) {
    super(AttendTask.class, pod);
  }

  @Override
  protected AttendResult run(AttendTask task, PodContext pod)
      throws IOException, InterruptedException {
    var tail = new MetricsTail(pod.path(PodPaths.METRICS), task.curve(), InstantSource.system());
    var end = new TrialEnd(task.trial(), pod, InstantSource.system());
    Runtime.getRuntime().addShutdownHook(new Thread(this::ended));
    try (var resources = task.resources() ? ResourceWatch.start(pod) : null;
        var keeper = new CheckpointKeeper(task, pod, InstantSource.system());
        var staging = staging(task, pod);
        ProgressServer server = ProgressServer.start(pod, () -> now(tail, keeper))) {
      if (task.gang() != null) {
        new Gathering(task.gang(), InstantSource.system()).begin(pod, server);
      }
      keeper.keep(told);
      end.write(tail);
      if (resources != null) {
        resources.close(); // its file must not change while it is staged
      }
      if (staging != null) {
        staging.leave();
      }
      return new AttendResult(keeper.last(), tail.now().curve(), used(resources));
    }
  }

  private static @Nullable ResourceUse used(@Nullable ResourceWatch resources) {
    return resources == null ? null : resources.use().orElse(null);
  }

  private static @Nullable Staging staging(AttendTask task, PodContext pod) {
    return task.staging() == null || pod.rank() > 0
        ? null
        : new Staging(task.staging(), pod, InstantSource.system());
  }

  private static TrainingProgress now(MetricsTail tail, CheckpointKeeper keeper)
      throws IOException {
    return TrainingProgressBuilder.builder(tail.now())
        .checkpoint(keeper.last())
        .checkpointFailure(keeper.trouble())
        .build();
  }

  @Override
  protected void left() {
    left.countDown();
  }

  /** The kubelet tells this process to end: what it has to finish is waited for. */
  private void ended() {
    told.countDown();
    try {
      left.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
