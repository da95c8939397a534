package dev.slipway.runner.prepare;

import dev.slipway.contract.PollResult;
import dev.slipway.contract.PollTask;
import dev.slipway.runner.PodContext;
import dev.slipway.runner.TaskCommand;
import dev.slipway.runner.prepare.source.SourceRevisions;
import java.time.Duration;
import picocli.CommandLine.Command;

/** {@code runner poll}: tells whether a Dataset's sources have changed. */
@Command(name = "poll", description = "Tells whether a Dataset's sources have changed.")
public final class PollCommand extends TaskCommand<PollTask, PollResult> {
  private final Duration stall;

  /** In a pod. */
  public PollCommand(PodContext pod) {
    this(pod, Duration.ofMinutes(1));
  }

  /**
   * With how it waits.
   *
   * @param stall after so long without an answer a source is given up
   */
  public PollCommand(PodContext pod, Duration stall) {
    super(PollTask.class, pod);
    this.stall = stall;
  }

  @Override
  protected PollResult run(PollTask task, PodContext pod) throws Exception {
    String revision =
        new SourceRevisions(pod, task.namespace(), task.store(), stall).of(task.sources());
    pod.say("the sources are at %s", revision);
    return new PollResult(revision);
  }
}
