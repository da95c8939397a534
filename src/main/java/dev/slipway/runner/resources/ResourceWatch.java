package dev.slipway.runner.resources;

import dev.slipway.api.ResourceUse;
import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Looks once a second at the processes of the pod's other containers, and leaves what they use in a
 * file, until {@code publish} comes. A training is never disturbed by it: what goes wrong is said.
 */
public final class ResourceWatch implements AutoCloseable {
  private static final long EVERY_SECONDS = 1;

  private final PodContext pod;
  private final ProcessTable processes;
  private final ResourceMeter meter = new ResourceMeter();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("resources").factory());

  /** What a sidecar that was in this pod before has seen; empty when there was none. */
  private final Optional<ResourceUse> before;

  private @Nullable String trouble;
  private boolean over;

  ResourceWatch(PodContext pod) {
    this.pod = pod;
    this.processes = new ProcessTable(pod.path("/proc"));
    this.before = ResourceFile.read(pod);
  }

  /** Begins. */
  public static ResourceWatch start(PodContext pod) {
    var watch = new ResourceWatch(pod);
    watch.timer.scheduleWithFixedDelay(watch::look, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    return watch;
  }

  /** Looks once. */
  synchronized void look() {
    if (over) {
      return;
    }
    try {
      List<ProcessLook> others = processes.others();
      if (Files.exists(pod.path(PodPaths.PUBLISHING))) {
        close(); // some of them may be ours
        return;
      }
      meter.take(others);
      Optional<ResourceUse> use = use();
      if (use.isPresent()) {
        ResourceFile.write(pod, use.get());
      }
    } catch (IOException | RuntimeException e) {
      troubled(e.toString());
    }
  }

  /** What was seen so far; empty when nothing was. */
  public synchronized Optional<ResourceUse> use() {
    Optional<ResourceUse> now = meter.use();
    return Stream.of(before, now).flatMap(Optional::stream).reduce(ResourceWatch::larger);
  }

  private static ResourceUse larger(ResourceUse one, ResourceUse other) {
    return new ResourceUse(
        Math.max(one.peakMemoryBytes(), other.peakMemoryBytes()),
        Math.max(one.cpuSeconds(), other.cpuSeconds()));
  }

  private void troubled(String message) {
    if (!message.equals(trouble)) {
      pod.say("what the training uses cannot be measured: %s", message);
    }
    trouble = message;
  }

  /** Says what came of it. */
  @Override
  public synchronized void close() {
    timer.shutdown();
    if (over) {
      return;
    }
    over = true;
    Optional<ResourceUse> use = use();
    if (use.isPresent()) {
      pod.say(
          "memory of the training: up to %,d bytes; processor time: %.1f s",
          use.get().peakMemoryBytes(), use.get().cpuSeconds());
    } else if (trouble == null) {
      pod.say("what the training uses is not known: /proc shows no processes of other containers");
    }
  }
}
