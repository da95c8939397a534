package dev.slipway.monitor;

import dev.slipway.api.Condition;
import dev.slipway.contract.TerminationMessage;
import dev.slipway.job.JobState;
import dev.slipway.job.ObservedJob;
import dev.slipway.status.Conditions;
import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Whether those who are to be told of alerts were told. */
final class DeliveryPolicy {
  /** The condition, by the newest notification that has ended; empty when none has. */
  static Optional<Condition> decide(Collection<ObservedJob> jobs) {
    return jobs.stream()
        .filter(job -> OldJobs.does(job, MonitorTemplate.NOTIFY) && !job.active())
        .max(
            Comparator.comparing(
                    (ObservedJob job) -> job.job().getMetadata().getCreationTimestamp())
                .thenComparing(job -> job.job().getMetadata().getName()))
        .map(DeliveryPolicy::condition);
  }

  private static Condition condition(ObservedJob job) {
    if (job.state() instanceof JobState.Failed failed) {
      var failure = TerminationMessage.failure(failed.termination());
      return Conditions.condition(
          MonitorConditions.ALERTS_DELIVERED,
          false,
          failure.map(f -> f.reason()).orElse(failed.reason()),
          failure.map(f -> f.message()).orElse(failed.message()));
    }
    return Conditions.condition(
        MonitorConditions.ALERTS_DELIVERED, true, "Delivered", "the last webhook was called");
  }

  private DeliveryPolicy() {}
}
