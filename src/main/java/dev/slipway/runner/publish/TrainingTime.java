package dev.slipway.runner.publish;

import dev.slipway.contract.PodPaths;
import dev.slipway.runner.PodContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * How long the training container ran. The kubelet makes a folder of the work volume when it makes
 * that container, and starts {@code publish} when it has ended; so it is up to a second or two too
 * long.
 */
final class TrainingTime {
  /**
   * Measures it.
   *
   * @param ended when publish began
   * @return seconds; empty when the folder is not there
   */
  static OptionalDouble seconds(PodContext pod, Instant ended) throws IOException {
    Path started = pod.path(PodPaths.STARTED);
    if (!Files.isDirectory(started)) {
      return OptionalDouble.empty();
    }
    Duration took = Duration.between(Files.getLastModifiedTime(started).toInstant(), ended);
    return took.isNegative() ? OptionalDouble.empty() : OptionalDouble.of(took.toMillis() / 1000.0);
  }

  private TrainingTime() {}
}
