package dev.slipway.trainingjob;

import dev.slipway.api.TrainingJob;
import dev.slipway.api.TrainingJobStatus;
import dev.slipway.api.TrainingJobStatus.Run;
import java.util.List;

/**
 * How a TrainingJob has ended: all of it that may not depend on when the operator died.
 *
 * @param attempts of the last run, each with its reason and the memory that it was raised to
 * @param history the reasons of the runs before
 * @param version the ModelVersions of its model, joined by spaces
 * @param jobs how many Jobs were ever made for it
 * @param pods how many pods were ever made for it
 */
record ChaosEnd(
    String phase, List<String> attempts, List<String> history, String version, int jobs, int pods) {

  /** What is seen of one. */
  static ChaosEnd of(TrainingJob tj, List<String> versions, int jobs, int pods) {
    TrainingJobStatus status = tj.getStatus();
    return new ChaosEnd(
        String.valueOf(status.phase()),
        status.attempts().stream()
            .map(a -> a.reason() + (a.memory() == null ? "" : " " + a.memory()))
            .toList(),
        status.history().stream().map(Run::reason).map(String::valueOf).toList(),
        String.join(" ", versions),
        jobs,
        pods);
  }

  /** The same with a run before the last one. */
  ChaosEnd after(String reason) {
    return new ChaosEnd(phase, attempts, List.of(reason), version, jobs, pods);
  }

  /** The same with so many pods in each Job. */
  ChaosEnd pods(int each) {
    return new ChaosEnd(phase, attempts, history, version, jobs, jobs * each);
  }

  /** The same for a model of this name. */
  ChaosEnd named(String model) {
    return new ChaosEnd(
        phase,
        attempts,
        history,
        switch (version) {
          case "-v2" -> model + "-v1 " + model + "-v2";
          case "-v1" -> model + "-v1";
          default -> "";
        },
        jobs,
        pods);
  }
}
